import Glibc

import class FoundationEssentials.FileManager
import struct FoundationEssentials.FileAttributeType

/// The file of the Unix socket: made free before listening, given its mode, and removed at the end.
///
/// A socket file that nobody listens on is what a killed daemon leaves behind; it is removed. One that answers belongs to
/// a running daemon and is never touched. Anything else in its place is not ours to delete.
struct SocketPlace: Sendable {
    /// The path of the socket.
    let path: String

    /// Makes the path free to listen on.
    func clear() throws(ConsoleError) {
        guard !path.isEmpty, path.utf8.count <= SocketProbe.longestPath else {
            throw ConsoleError(
                code: .badAddress, place: path,
                cause:
                    "the path of a socket has 1 to \(SocketProbe.longestPath) bytes, this one has \(path.utf8.count)",
                mend: "give a shorter folder with --runtime")
        }
        guard let type = fileType() else { return }
        guard type == .typeSocket else {
            throw ConsoleError(
                code: .cannotCreate, place: path, cause: "something that is not a socket stands in its place",
                mend: "move it away, or give another folder with --runtime")
        }
        switch SocketProbe.connect(path) {
        case 0:
            throw ConsoleError(
                code: .inUse, place: path, cause: "a running daemon already answers there",
                mend: "stop it first (`systemctl stop karaulad`), or give another folder with --runtime")
        case EACCES, EPERM:
            throw ConsoleError(
                code: .denied, place: path,
                cause: "a socket of another user stands there, and this user may not ask it",
                mend: "start the daemon as the same user, or give another folder with --runtime")
        default:
            guard unlink(path) == 0 || errno == ENOENT else {
                throw ConsoleError(
                    code: .denied, place: path,
                    cause: "the socket of a daemon that ended cannot be removed: \(String(cString: strerror(errno)))",
                    mend: "let the daemon's user write to the folder")
            }
        }
    }

    /// Gives the socket its mode, 0660.
    ///
    /// Until then only its owner can connect, unless the process runs with a umask that lets others write.
    func secure() throws(ConsoleError) {
        guard chmod(path, 0o660) == 0 else {
            throw ConsoleError(
                code: .denied, place: path,
                cause: "the socket's mode cannot be set: \(String(cString: strerror(errno)))",
                mend: "use a folder on a file system that has modes")
        }
    }

    /// Removes the socket, unless another daemon answers on it by now.
    func remove() {
        guard fileType() == .typeSocket, SocketProbe.connect(path) == ECONNREFUSED else { return }
        unlink(path)
    }

    /// What stands at the path, without following a link; `nil` if nothing does.
    private func fileType() -> FileAttributeType? {
        let found = try? FileManager.default.attributesOfItem(atPath: path)  // fails only where nothing can be seen
        return found?[.type] as? FileAttributeType
    }
}
