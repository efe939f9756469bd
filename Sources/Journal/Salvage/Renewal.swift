import Glibc
import Timekeeping

/// A wish that a new log begins although the old one is sound: a site that was restored from an old copy, whose receivers
/// know a longer history of it, cannot go on with that log.
///
/// Invariants: nothing happens before the next start; the old database is kept as it is under another name; the new log is
/// another generation, and its first entries say why it began.
public enum Renewal {
    /// The longest reason, in bytes.
    public static let longestReason = 1000

    /// Writes the wish down for the next start of the daemon that writes the journal in `directory`.
    ///
    /// - Throws: `JournalError`: there is no journal, the reason is empty or too long, or the disk takes no file.
    public static func request(in directory: String, because reason: String) throws(JournalError) {
        let paths = JournalPaths(directory)
        guard try Disk.kind(of: paths.database) == .file else {
            throw JournalError(
                code: .missing, place: paths.directory, cause: "there is no journal.sqlite in it",
                mend: "Give the directory of a journal (by default /var/lib/karaula)")
        }
        guard !reason.isEmpty, reason.utf8.count <= longestReason else {
            throw .refused(
                paths.directory, cause: "the reason is empty, or longer than \(longestReason) bytes",
                mend: "Say in a sentence why a new log begins")
        }
        let file = try Disk.open(paths.renewalMark, O_WRONLY | O_CREAT | O_TRUNC, doing: "note the wish for a new log")
        defer { close(file) }
        let bytes = Array(reason.utf8)
        guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            throw .system(errno, paths.renewalMark, doing: "note the wish for a new log")
        }
        try Disk.synchronizeDirectory(paths.directory)
    }

    /// Sets the database aside if somebody wants that; the wish is over then.
    static func carryOut(_ paths: JournalPaths, at time: UTCTime) throws(JournalError) -> DamagedJournal.SetAside? {
        guard try Disk.kind(of: paths.renewalMark) == .file else { return nil }
        guard try Disk.kind(of: paths.database) == .file else {
            // It was carried out by a start that ended before it could say so.
            try removeMark(paths)
            return nil
        }
        var bytes: [UInt8] = []
        try Disk.read(paths.renewalMark, pieces: longestReason) { piece in
            bytes = Array(piece)
            return false
        }
        let reason = String(decoding: bytes, as: UTF8.self)
        let replaced = try DamagedJournal.setAside(
            paths, because: .refused(paths.database, cause: reason, mend: "Nothing"), at: time)
        try removeMark(paths)
        return replaced
    }

    private static func removeMark(_ paths: JournalPaths) throws(JournalError) {
        guard unlink(paths.renewalMark) == 0 || errno == ENOENT else {
            throw .system(errno, paths.renewalMark, doing: "remove the wish for a new log")
        }
        try Disk.synchronizeDirectory(paths.directory)
    }
}
