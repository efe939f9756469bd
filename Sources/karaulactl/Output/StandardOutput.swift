import Glibc

/// Standard output, a line at a time and without a buffer of its own, so that whoever follows sees each line at once.
enum StandardOutput {
    /// Writes lines. If nobody reads any more the process ends quietly; other failures are thrown.
    static func write(_ lines: [String]) throws {
        guard !lines.isEmpty else { return }
        var text = lines.joined(separator: "\n")
        text += "\n"
        try text.withUTF8 { try write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes one line.
    static func write(_ line: String) throws { try write([line]) }

    private static func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Glibc.write(STDOUT_FILENO, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EPIPE {
                exit(0)
            } else if errno != EINTR {
                throw CommandFailure(
                    place: "standard output", cause: String(cString: strerror(errno)),
                    mend: "check where it is redirected to, and the disk", exitCode: 74)
            }
        }
    }
}
