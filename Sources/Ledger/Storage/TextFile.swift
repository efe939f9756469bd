import Glibc

/// Reads small files of text.
enum TextFile {
    static func read(_ path: String, limit: Int) throws(LedgerError) -> String {
        // Not blocking, so that a FIFO at this path is an error and not a wait without end.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(errno, path, doing: "read it") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .system(errno, path, doing: "read it") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw LedgerError(.configuration, place: path, cause: "it is not a file", mend: "Name the file itself")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(errno, path, doing: "read it")
            }
            bytes += buffer[..<count]
            guard bytes.count <= limit else {
                throw LedgerError(
                    .configuration, place: path, cause: "it has more than \(limit) bytes", mend: "Name the right file")
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw LedgerError(.configuration, place: path, cause: "it is not UTF-8", mend: "Save it as UTF-8")
        }
        return text
    }
}
