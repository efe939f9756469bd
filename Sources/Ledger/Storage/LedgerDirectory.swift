import Glibc

/// A ledger's directory: made durably, used by one process at a time.
///
/// The kernel lets go of the lock when the process ends, however it ends. The lock's file stays: deleting it would let two
/// processes lock two files of the same name.
public final class LedgerDirectory: Sendable {
    /// Where it is.
    public let path: String
    private let descriptor: Int32

    /// Makes the directory if it is not there, and takes its lock.
    ///
    /// - Throws: ``LedgerError`` with code `inUse`, naming the owner's pid, if another process has it.
    public init(opening path: String) throws(LedgerError) {
        self.path = path
        try Self.make(path)
        try Self.make("\(path)/files")
        let lock = "\(path)/ledger.lock"
        // From here on `deinit` closes the descriptor, also when this initializer throws.
        descriptor = Glibc.open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw .system(errno, lock, doing: "create the lock") }
        guard Self.lock(descriptor) else {
            let number = errno
            guard number == EWOULDBLOCK else { throw .system(number, lock, doing: "lock it") }
            throw LedgerError(
                .inUse, place: path, cause: "process \(Self.owner(descriptor)) has this ledger open",
                mend: "Stop it first (systemctl stop karaula-ledger), or use another --state")
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            throw .system(errno, lock, doing: "write this process's id")
        }
    }

    deinit { close(descriptor) }

    /// Takes the lock; waits for up to 0.3 s where this very process had it: a child that it has begun holds it until exec.
    private static func lock(_ descriptor: Int32) -> Bool {
        for _ in 0..<30 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            let number = errno
            guard number == EWOULDBLOCK, owner(descriptor) == String(getpid()) else {
                errno = number
                return false
            }
            usleep(10_000)
        }
        errno = EWOULDBLOCK
        return false
    }

    private static func owner(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "of unknown id" : String(decoding: digits, as: UTF8.self)
    }

    /// Makes one directory durably, unless it is there.
    static func make(_ path: String) throws(LedgerError) {
        if mkdir(path, 0o750) != 0 {
            guard errno == EEXIST else { throw .system(errno, path, doing: "create the directory") }
            return
        }
        try synchronize(parent(of: path))
    }

    static func parent(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Brings a directory's names to the disk.
    static func synchronize(_ path: String) throws(LedgerError) {
        let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(errno, path, doing: "open the directory") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .unsynchronized(errno, path) }
    }
}
