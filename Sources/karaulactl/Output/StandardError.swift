import Console
import Glibc

/// Standard error, for messages that are no result.
enum StandardError {
    /// Writes one line. That it cannot be written cannot be told anywhere.
    static func write(_ line: String) {
        let bytes = Array((TextTable.printable(line) + "\n").utf8)
        _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
