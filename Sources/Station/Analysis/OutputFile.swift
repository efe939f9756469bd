import Glibc

/// A result file that is written piece by piece through one buffer.
///
/// It belongs to one task. Closing is explicit so that a full disk is reported and not swallowed.
final class OutputFile {
    private let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private static let flushAt = 1 << 16

    /// Creates or truncates the file.
    init(path: String) throws(FootageAnalysisError) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .output(path: path, cause: Self.systemError()) }
        buffer.reserveCapacity(Self.flushAt * 2)
    }

    deinit { Glibc.close(descriptor) }

    /// Adds text.
    func write(_ text: String) throws(FootageAnalysisError) {
        buffer.append(contentsOf: text.utf8)
        if buffer.count >= Self.flushAt { try flush() }
    }

    /// Adds bytes.
    func write(_ bytes: UnsafeBufferPointer<UInt8>) throws(FootageAnalysisError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= Self.flushAt { try flush() }
    }

    /// Writes out what is buffered.
    func flush() throws(FootageAnalysisError) {
        var done = 0
        while done < buffer.count {
            let written = buffer.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .output(path: path, cause: Self.systemError()) }
            done += written
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func systemError() -> String { String(cString: strerror(errno)) }
}
