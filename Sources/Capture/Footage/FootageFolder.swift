import Glibc

/// The JPEG files of a folder, in the order in which they are played.
enum FootageFolder {
    /// Names of all `.jpg` and `.jpeg` files in the folder at `path`, sorted by their numbers.
    static func names(at path: String) throws(SourceProblem) -> [String] {
        guard let directory = opendir(path) else {
            if errno == ENOTDIR {
                throw .init(
                    code: .unusableFootage, place: path, cause: "it is not a folder",
                    mend: "name it as a file, or give the folder that holds the numbered JPEG files")
            }
            throw .footage(errno: errno, place: path)
        }
        defer { closedir(directory) }
        var names: [NumberedName] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            let lowered = name.lowercased()
            if !name.hasPrefix("."), lowered.hasSuffix(".jpg") || lowered.hasSuffix(".jpeg") {
                names.append(NumberedName(name))
            }
        }
        guard !names.isEmpty else {
            throw .init(
                code: .unusableFootage, place: path, cause: "the folder holds no .jpg or .jpeg file",
                mend: "put one JPEG file for each frame there, numbered in the order of time")
        }
        return names.sorted().map(\.name)
    }
}
