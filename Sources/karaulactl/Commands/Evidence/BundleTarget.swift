import Console
import Glibc

/// Where a bundle goes: one archive, or a folder.
///
/// Whatever is written stands under another name until it is complete, so that a bundle that was cut off is never taken for
/// a whole one.
struct BundleTarget {
    /// The final place.
    let path: String

    init(_ path: String) throws {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        var status = stat()
        guard lstat(path, &status) != 0, errno == ENOENT else {
            throw CommandFailure(
                place: path, cause: "something is there already", mend: "name a file or folder that is not there yet",
                exitCode: 73)
        }
        self.path = path
    }

    var partial: String { "\(path).part" }

    func writer() throws -> BundleWriter { try BundleWriter(self, isArchive: path.hasSuffix(".tar")) }
}
