import CLinux
import Glibc

/// Notices that device nodes appear, vanish or change their permissions, through inotify.
///
/// It only hurries things on: without inotify (in some containers) the pauses of ``DeviceLifecycle`` do.
final class NodeWatch {
    /// Readable when something happened; -1 without inotify.
    let descriptor: Int32
    private let folder: String
    private let prefixes: UnsafeMutablePointer<UnsafePointer<CChar>?>
    private static let count = 3

    /// Watches `/dev` and the folder in which `path` lies.
    init(path: String) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: true)
        folder = "/" + parts.dropLast().joined(separator: "/")
        prefixes = .allocate(capacity: Self.count + 1)
        for (index, name) in ["video", "v4l", parts.last.map(String.init) ?? "video"].enumerated() {
            prefixes[index] = UnsafePointer(strdup(name))
        }
        prefixes[Self.count] = nil
        descriptor = clinux_inotify_create()
        renew()
    }

    deinit {
        for index in 0..<Self.count { free(UnsafeMutableRawPointer(mutating: prefixes[index])) }
        prefixes.deallocate()
    }

    /// Watches folders that did not exist before; those that are watched stay as they are.
    func renew() {
        guard descriptor >= 0 else { return }
        _ = clinux_inotify_watch(descriptor, "/dev")
        // `/dev/v4l/by-id` is there only while a camera is; /dev tells when to look again.
        _ = clinux_inotify_watch(descriptor, folder)
    }

    /// Takes all news. Returns whether some of it concerns cameras.
    func takeNews() -> Bool {
        guard descriptor >= 0, clinux_inotify_drain(descriptor, prefixes) == 1 else { return false }
        renew()
        return true
    }
}
