import Glibc
import MerkleLog
import Timekeeping

/// Where the log's private key lies: in the journal's directory, or in a file that somebody else provides.
///
/// Invariants: a key file is complete or not there; it is readable by its owner alone when this program makes it; a key that
/// somebody else provides is never written.
struct KeyStore: Sendable {
    private let directory: String
    private let path: String
    private let nextPath: String
    /// Whether the key is somebody else's to change: a systemd credential.
    let isProvided: Bool
    private let origin: String

    init(paths: JournalPaths, providedAt provided: String?, origin: LogOrigin) {
        directory = paths.keys
        path = provided ?? "\(paths.keys)/site.pem"
        nextPath = "\(paths.keys)/site.pem.next"
        isProvided = provided != nil
        self.origin = origin.description
    }

    /// The key, made if there is none yet, or none that can be read: that one is set aside.
    func open(at time: UTCTime, report: (JournalError) -> Void) throws(JournalError) -> NoteSigner {
        if !isProvided, try Disk.kind(of: path) == .file {
            do throws(JournalError) {
                _ = try read(path)
            } catch  where error.code == .refused {
                try setAside(path, at: time, because: error, report: report)
            }
        }
        guard try Disk.kind(of: path) != nil else {
            guard !isProvided else {
                throw JournalError(
                    code: .missing, place: path, cause: "the log's key is to be there, and is not",
                    mend: "See LoadCredential= in the service's unit, or leave the key to Karaula")
            }
            let signer = try make()
            try write(signer, to: path)
            return signer
        }
        try checkMode(report: report)
        return try read(path)
    }

    /// Makes the key that is to follow, and keeps it beside the present one.
    func prepareNext() throws(JournalError) -> NoteSigner {
        guard !isProvided else {
            throw .refused(
                path, cause: "the key is provided from outside, and cannot be changed from here",
                mend: "Provide another one and restart; the log notes the change")
        }
        let signer = try make()
        if unlink(nextPath) != 0, errno != ENOENT { throw .system(errno, nextPath, doing: "remove an unused key") }
        try write(signer, to: nextPath)
        return signer
    }

    /// The key that was to follow when the process ended, if there is one.
    func next(at time: UTCTime, report: (JournalError) -> Void) throws(JournalError) -> NoteSigner? {
        guard !isProvided, try Disk.kind(of: nextPath) != nil else { return nil }
        do throws(JournalError) {
            return try read(nextPath)
        } catch  where error.code == .refused {
            try setAside(nextPath, at: time, because: error, report: report)
            return nil
        }
    }

    private func setAside(
        _ path: String, at time: UTCTime, because error: JournalError, report: (JournalError) -> Void
    ) throws(JournalError) {
        let stamp = String(time.rfc3339.prefix(19).filter { $0 != ":" && $0 != "-" })
        var aside = "\(path).damaged-\(stamp)Z"
        var attempt = 2
        while try Disk.kind(of: aside) != nil {
            aside = "\(path).damaged-\(stamp)Z-\(attempt)"
            attempt += 1
        }
        try Disk.rename(path, to: aside)
        try Disk.synchronizeDirectory(directory)
        report(
            JournalError(
                code: .refused, place: path, cause: "\(error.cause); it was set aside as \(aside)",
                mend:
                    "If you have a backup of the key, stop Karaula, restore it as \(path) and start again; until then a new "
                    + "key signs, which the log says"))
    }

    /// Lets the next key take the place of the present one; the log must have the entry that says so.
    func adoptNext() throws(JournalError) {
        try Disk.rename(nextPath, to: path)
        try Disk.synchronizeDirectory(directory)
    }

    /// Forgets a next key of which the log knows nothing.
    func discardNext() throws(JournalError) {
        guard unlink(nextPath) == 0 || errno == ENOENT else {
            throw .system(errno, nextPath, doing: "remove an unused key")
        }
    }

    private func make() throws(JournalError) -> NoteSigner {
        do throws(NoteError) { return try NoteSigner(name: origin) } catch { throw .key(error, path) }
    }

    private func read(_ path: String) throws(JournalError) -> NoteSigner {
        var bytes: [UInt8] = []
        try Disk.read(path, pieces: 4096) { piece in
            bytes.append(contentsOf: piece)
            return bytes.count < 65_536
        }
        do throws(NoteError) {
            return try NoteSigner(name: origin, pem: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .refused(
                path, cause: error.cause,
                mend: isProvided
                    ? "Provide the key that signed so far, from its backup" : "Restore it from its backup")
        }
    }

    private func write(_ signer: NoteSigner, to path: String) throws(JournalError) {
        try Disk.makeDirectory(directory)
        let unfinished = "\(path).new"
        if unlink(unfinished) != 0, errno != ENOENT { throw .system(errno, unfinished, doing: "remove a leftover") }
        let descriptor = Glibc.open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(errno, unfinished, doing: "create the log's key") }
        let text = Array(signer.pem.utf8)
        let isWritten = Glibc.write(descriptor, text, text.count) == text.count && fsync(descriptor) == 0
        let number = errno
        close(descriptor)
        guard isWritten else { throw .system(number, unfinished, doing: "write the log's key") }
        try Disk.rename(unfinished, to: path)
        try Disk.synchronizeDirectory(directory)
    }

    private func checkMode(report: (JournalError) -> Void) throws(JournalError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .system(errno, path, doing: "look it up") }
        guard status.st_mode & 0o077 != 0, !isProvided else { return }
        report(
            JournalError(
                code: .permission, place: path, cause: "others may read the log's private key, and sign in its name",
                mend: "chmod 600 \(path); if somebody may have read it, change it: karaulactl journal rotate-key"))
    }
}
