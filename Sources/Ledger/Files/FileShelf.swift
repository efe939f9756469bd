import Crypto
import Glibc
import MerkleLog
import Synchronization

/// Where pictures and recordings lie: `files/SOURCE/SEQ.jpg` below a ledger's directory.
///
/// Invariants: a row says that bytes are there only after they and the file's name are synced; a file is whole only after the
/// digest of what is on the disk was that of its entry; one request at a time writes to a file.
final class FileShelf: Sendable {
    private let directory: String
    private let synchronize: @Sendable (Int32) -> Int32
    private let busy = Mutex<Set<String>>([])

    /// - Parameter synchronize: fsync(2), unless a test lets it fail.
    init(directory: String, synchronize: (@Sendable (Int32) -> Int32)? = nil) {
        self.directory = directory
        self.synchronize = synchronize ?? { fsync($0) }
    }

    /// Takes the right to write to a file; `false` if another request has it.
    func claim(_ key: String) -> Bool { busy.withLock { $0.insert(key).inserted } }

    func release(_ key: String) { busy.withLock { _ = $0.remove(key) } }

    func absolute(_ file: LedgerFile) -> String { "\(directory)/\(file.path)" }

    /// The row of a file of which nothing is here yet.
    func row(of seq: Int64, source: String, teller: FileTeller, mediaType: String) -> LedgerFile {
        LedgerFile(
            seq: seq, path: "files/\(source)/\(seq).\(teller.ending)", mediaType: mediaType, bytes: teller.bytes,
            sha256: teller.sha256, have: 0)
    }

    /// Writes a piece behind what is durable, durably.
    ///
    /// - Parameter isNew: whether no row tells of the file yet; then it is created exclusively, over what a crash left.
    func append(_ bytes: [UInt8], to file: LedgerFile, isNew: Bool) throws(LedgerError) {
        let path = absolute(file)
        let folder = LedgerDirectory.parent(of: path)
        if isNew { try LedgerDirectory.make(folder) }
        let descriptor = isNew ? try create(path) : open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno, path, doing: "open the file") }
        defer { close(descriptor) }
        // What a crash left behind the last synced byte is nobody's.
        guard ftruncate(descriptor, off_t(file.have)) == 0 else { throw .system(errno, path, doing: "cut the file") }
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                pwrite(descriptor, buffer.baseAddress?.advanced(by: done), bytes.count - done, off_t(file.have) + done)
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(errno, path, doing: "write to the file")
            }
            done += count
        }
        guard synchronize(descriptor) == 0 else { throw .unsynchronized(errno, path) }
        if isNew { try LedgerDirectory.synchronize(folder) }
    }

    private func create(_ path: String) throws(LedgerError) -> Int32 {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let descriptor = open(path, flags, 0o640)
        guard descriptor < 0, errno == EEXIST else { return descriptor }
        guard unlink(path) == 0 else { throw .system(errno, path, doing: "remove what a crash left") }
        return open(path, flags, 0o640)
    }

    /// The size and the SHA-256 of what is on the disk; `nil` if there is no file.
    func sum(of file: LedgerFile) throws(LedgerError) -> (bytes: Int64, sha256: [UInt8])? {
        let path = absolute(file)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw .system(errno, path, doing: "read the file")
        }
        defer { close(descriptor) }
        var hash = SHA256()
        var bytes: Int64 = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .system(errno, path, doing: "read the file")
            }
            guard count > 0 else { return (bytes, Array(hash.finalize())) }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            bytes += Int64(count)
        }
    }
}
