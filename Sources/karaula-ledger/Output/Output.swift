import Glibc

/// Standard output and standard error, a line at a time.
enum Output {
    /// Writes a line; if nobody reads any more the process ends quietly.
    static func line(_ text: String) throws {
        var bytes = Array((printable(text) + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                bytes = bytes.dropFirst(count)
            } else if errno == EPIPE {
                exit(0)
            } else if errno != EINTR {
                throw CommandFailure(
                    text: "standard output: \(String(cString: strerror(errno))); check where it is redirected to",
                    exitCode: EX_IOERR)
            }
        }
    }

    /// Writes a line to standard error. That it cannot be written cannot be told anywhere.
    static func error(_ text: String) {
        let bytes = Array((printable(text) + "\n").utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }

    /// Columns, each as wide as its widest text.
    static func table(_ rows: [[String]]) throws {
        let shown = rows.map { $0.map(printable) }
        let widths = (0..<(shown.map(\.count).max() ?? 0)).map { column in
            shown.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        for row in shown {
            let cells = row.enumerated().map { index, text in
                index == row.count - 1 ? text : text + String(repeating: " ", count: widths[index] - text.count)
            }
            try line(cells.joined(separator: "  "))
        }
    }

    /// What a terminal shows without obeying it.
    private static func printable(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            let isSafe: Bool =
                switch scalar.properties.generalCategory {
                case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: false
                default: true
                }
            result.unicodeScalars.append(isSafe ? scalar : "\u{FFFD}")
        }
        return result
    }
}
