import Glibc

/// A file that is open for reading, closed when nobody holds it any more.
final class OpenFile {
    private let descriptor: Int32
    private let owned: Bool

    /// Opens the file at `path`.
    ///
    /// - Throws: a ``SourceProblem`` that names the path.
    init(path: String) throws(SourceProblem) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        owned = true
        guard descriptor >= 0 else { throw .footage(errno: errno, place: path) }
    }

    /// Standard input, which stays open.
    init(standardInput: Void) {
        descriptor = 0
        owned = false
    }

    deinit {
        if owned { close(descriptor) }
    }

    /// Reads up to the size of `buffer`, waiting until there is something. 0 means the end.
    func read(into buffer: UnsafeMutableRawBufferPointer, place: String) throws(SourceProblem) -> Int {
        while true {
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = poll(&waiting, 1, -1)
            } else if errno != EINTR {
                throw .footage(errno: errno, place: place)
            }
        }
    }
}
