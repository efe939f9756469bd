import Crypto
import Glibc

/// A file that is being written, once, from its beginning, by the durability protocol.
///
/// The protocol: create exclusively, sync the file, sync its directory; only then may a row name it. After a sync that
/// failed nothing is synced again, for the kernel may have dropped the pages and report success: the file is worth what
/// it was at the last sync that succeeded, and `secured` says what that was.
final class MediaFile {
    /// How much of the file is known to be on the disk.
    struct Secured {
        var bytes: Int64 = 0
        var hasher = SHA256()
    }

    /// Relative to the journal's directory.
    let path: String
    private(set) var bytes: Int64 = 0
    private(set) var secured = Secured()
    private let place: String
    private let descriptor: Int32
    private let operations: FileOperations
    private var hasher = SHA256()
    /// Whether no sync has failed yet.
    private(set) var maySync = true

    /// Creates a file in its day's directory.
    init(
        paths: JournalPaths, day: String, stem: String, fileExtension: String, operations: FileOperations
    ) throws(JournalError) {
        self.operations = operations
        let directory = "\(JournalPaths.recordingsName)/\(day)"
        try Disk.makeDirectory(paths.absolute(directory))
        var attempt = 1
        while true {
            let name = attempt == 1 ? stem : "\(stem)-\(attempt)"
            let candidate = "\(directory)/\(name).\(fileExtension)"
            let absolute = paths.absolute(candidate)
            let result = Glibc.open(absolute, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
            if result >= 0 {
                path = candidate
                place = absolute
                descriptor = result
                break
            }
            let number = errno
            guard number == EEXIST, attempt < 1000 else { throw .system(number, absolute, doing: "create the file") }
            attempt += 1
        }
        do {
            try synchronize()
            try Disk.synchronizeDirectory(paths.absolute(directory))
        } catch {
            unlink(place)
            throw error
        }
    }

    deinit { close(descriptor) }

    /// Writes all of `bytes` at the end; after a failure `bytes` counts only what earlier calls wrote.
    func write(_ bytes: UnsafeRawBufferPointer) throws(JournalError) {
        var done = 0
        while done < bytes.count {
            let count = operations.write(descriptor, UnsafeRawBufferPointer(rebasing: bytes[done...]))
            if count == -Int(EINTR) { continue }
            guard count > 0 else {
                throw .system(count == 0 ? EIO : Int32(-count), place, doing: "write to it")
            }
            done += count
        }
        hasher.update(bufferPointer: bytes)
        self.bytes += Int64(bytes.count)
    }

    /// Waits until everything written so far is on the disk; fsync(2).
    func synchronize() throws(JournalError) { try secure(operations.synchronize) }

    /// As `synchronize()`, but only what is needed to read the bytes again; fdatasync(2).
    func synchronizeData() throws(JournalError) { try secure(operations.synchronizeData) }

    private func secure(_ call: (Int32) -> Int32) throws(JournalError) {
        guard maySync else { throw .system(EIO, place, doing: "sync it after an earlier failure") }
        let number = call(descriptor)
        guard number == 0 else {
            maySync = false
            throw .system(number, place, doing: "sync it")
        }
        secured = Secured(bytes: bytes, hasher: hasher)
    }

    /// Cuts off what was never secured, as far as the disk lets it; the row says how long the file must be.
    func cutToSecured() throws(JournalError) {
        guard ftruncate(descriptor, off_t(secured.bytes)) == 0 else {
            throw .system(errno, place, doing: "cut off what was not synced")
        }
    }

    /// Removes the file: it will never be named by a row.
    func discard() { unlink(place) }

    /// SHA-256 of what is secured.
    var securedSum: [UInt8] { Array(secured.hasher.finalize()) }
}
