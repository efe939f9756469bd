import Crypto
import Glibc

/// Reads a snapshot or recording; it stays readable until this is let go, even if the file is erased meanwhile.
public final class MediaReader: Sendable {
    /// How many bytes the file had when it was opened.
    public let bytes: Int64
    private let descriptor: Int32
    private let path: String

    init(path: String) throws(JournalError) {
        self.path = path
        let descriptor = try Disk.open(path, O_RDONLY | O_NOFOLLOW, doing: "read it")
        self.descriptor = descriptor
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            bytes = 0
            throw JournalError(
                code: .wrongType, place: path, cause: "it is not a file",
                mend: "See what `karaulactl journal verify` says")
        }
        bytes = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    /// Up to `count` bytes from `offset`; fewer only at the end of the file. Waits for the disk.
    public func read(at offset: Int64, count: Int) throws(JournalError) -> [UInt8] {
        var number: Int32 = 0
        let piece = [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
            while filled < buffer.count {
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let got = pread(descriptor, rest.baseAddress, rest.count, off_t(offset) + off_t(filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { number = errno }
                guard got > 0 else { return }
                filled += got
            }
        }
        guard number == 0 else { throw .system(number, path, doing: "read it") }
        return piece
    }

    /// SHA-256 of the whole file. Waits for the disk.
    public func sum() throws(JournalError) -> [UInt8] {
        var hasher = SHA256()
        var offset: Int64 = 0
        while true {
            let piece = try read(at: offset, count: 1 << 20)
            guard !piece.isEmpty else { return Array(hasher.finalize()) }
            hasher.update(data: piece)
            offset += Int64(piece.count)
        }
    }
}
