import Glibc

/// The proof that one process alone writes a journal: an flock(2) on `journal.lock`, which holds the owner's pid.
///
/// The kernel lets go of the lock when the process ends, however it ends. The file stays: deleting it would let two
/// processes lock two files of the same name.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of `directory`.
    ///
    /// - Throws: `JournalError` with code `inUse`, naming the owner's pid, if another holds it.
    init(directory: String) throws(JournalError) {
        let path = "\(directory)/journal.lock"
        // From here on `deinit` closes the descriptor, also when this initializer throws.
        descriptor = try Disk.open(path, O_RDWR | O_CREAT, doing: "create the lock")
        guard Self.lock(descriptor) else {
            let number = errno
            guard number == EWOULDBLOCK else { throw .system(number, path, doing: "lock it") }
            let owner = Self.owner(descriptor)
            throw JournalError(
                code: .inUse, place: directory, cause: "process \(owner ?? "of unknown id") has this journal open",
                mend: owner.map { "Stop it first (systemctl stop karaulad, or kill \($0)), or use another --state" }
                    ?? "Stop it first (fuser \(path) finds it), or use another --state")
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            throw .system(errno, path, doing: "write this process's id")
        }
    }

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

    /// Whether a process writes the journal in `directory` now.
    ///
    /// A lock that may not be looked at counts as held: whoever asks must then allow for a writer.
    static func isHeld(directory: String) -> Bool {
        let descriptor = Glibc.open("\(directory)/journal.lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return errno != ENOENT }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0
    }

    deinit { close(descriptor) }

    private static func owner(_ descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 32)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
    }
}
