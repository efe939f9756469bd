import Glibc

/// Reads the bytes of a configuration file, and says what is the matter if it cannot.
enum ConfigurationFile {
    /// The most bytes that a configuration may have; a thousand cameras take less.
    static let mostBytes = 1 << 20

    /// The text of the file at a path.
    static func text(path: String) throws(ConfigurationErrors) -> String {
        // Not blocking, so that a FIFO at this path is an error and not a wait without end.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure(path: path, errno: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path: path, errno: errno) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR:
            throw failure(path: path, "this is a folder, not a configuration file; name the file, such as karaula.yaml")
        default:
            throw failure(path: path, "this is not a regular file; name a YAML file")
        }
        let bytes = try bytes(of: descriptor, path: path)
        if let offset = firstInvalidByte(bytes) {
            throw .init(
                file: path,
                errors: [
                    .init(
                        position: position(of: offset, in: bytes), key: "",
                        message: "the file is not UTF-8 text from here on; save it as UTF-8")
                ])
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func bytes(of descriptor: Int32, path: String) throws(ConfigurationErrors) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(path: path, errno: errno)
            }
            bytes += buffer[..<count]
            if bytes.count > mostBytes {
                throw failure(path: path, "the file has more than \(mostBytes >> 20) MiB; this is no configuration")
            }
        }
    }

    /// Where the bytes stop being UTF-8; `nil` if they are.
    private static func firstInvalidByte(_ bytes: [UInt8]) -> Int? {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue(let scalar): offset += UTF8.width(scalar)
            case .emptyInput: return nil
            case .error: return offset
            }
        }
    }

    private static func position(of offset: Int, in bytes: [UInt8]) -> ConfigurationPosition {
        let before = bytes[..<offset]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let line = before.reduce(into: 1) { count, byte in count += byte == 0x0A ? 1 : 0 }
        let column = before[lineStart...].reduce(into: 1) { count, byte in count += byte & 0xC0 == 0x80 ? 0 : 1 }
        return .init(line: line, column: column)
    }

    private static func failure(path: String, errno code: Int32) -> ConfigurationErrors {
        let cause = String(cString: strerror(code))
        switch code {
        case ENOENT, ENOTDIR:
            return failure(
                path: path, "there is no such file; name one with --config, or begin with a copy of an example",
                exitCode: 66)
        case EACCES, EPERM:
            return failure(
                path: path, "this process may not read the file; make it readable for user \(getuid())", exitCode: 77)
        default:
            return failure(path: path, "the file cannot be read: \(cause)", exitCode: 74)
        }
    }

    private static func failure(path: String, _ message: String, exitCode: Int32 = 78) -> ConfigurationErrors {
        .init(file: path, errors: [.init(position: nil, key: "", message: message)], exitCode: exitCode)
    }
}
