import Glibc
public import MerkleLog

/// The key by which a ledger signs receipts.
///
/// Invariants: a key file is complete or not there; one that this program makes is readable by its owner alone; one that somebody
/// else provides is never written.
public enum ReceiptKey {
    /// Takes up the key, making it at the first start.
    ///
    /// - Parameters:
    ///   - name: the name under which it signs.
    ///   - provided: a file that somebody else provides; `nil` for `keys/receipt.pem` in the ledger's directory.
    public static func open(
        name: String, directory: String, provided: String? = nil
    ) throws(LedgerError) -> NoteSigner {
        let path = provided ?? self.path(in: directory)
        if access(path, F_OK) != 0 {
            guard errno == ENOENT, provided == nil else {
                throw .system(errno, path, doing: "read the key by which receipts are signed")
            }
            try LedgerDirectory.make("\(directory)/keys")
            try write(try make(name, path), to: path)
        }
        return try read(path, name: name)
    }

    /// Where a ledger's own key lies.
    public static func path(in directory: String) -> String { "\(directory)/keys/receipt.pem" }

    /// Reads a key that is there.
    public static func read(_ path: String, name: String) throws(LedgerError) -> NoteSigner {
        let text = try TextFile.read(path, limit: 64 << 10)
        do throws(NoteError) {
            return try NoteSigner(name: name, algorithm: .cosignature, pem: text)
        } catch {
            throw LedgerError(.configuration, place: path, cause: error.cause, mend: error.mend)
        }
    }

    /// Whether others than the owner may read the key, and so sign in the ledger's name.
    public static func isExposed(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o077 != 0
    }

    private static func make(_ name: String, _ path: String) throws(LedgerError) -> NoteSigner {
        do throws(NoteError) {
            return try NoteSigner(name: name, algorithm: .cosignature)
        } catch {
            throw LedgerError(.configuration, place: path, cause: error.cause, mend: error.mend)
        }
    }

    private static func write(_ signer: NoteSigner, to path: String) throws(LedgerError) {
        let unfinished = "\(path).new"
        if unlink(unfinished) != 0, errno != ENOENT { throw .system(errno, unfinished, doing: "remove a leftover") }
        let descriptor = Glibc.open(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(errno, unfinished, doing: "create the key for receipts") }
        let text = Array(signer.pem.utf8)
        let isWritten = Glibc.write(descriptor, text, text.count) == text.count && fsync(descriptor) == 0
        let number = errno
        close(descriptor)
        guard isWritten else { throw .system(number, unfinished, doing: "write the key for receipts") }
        guard rename(unfinished, path) == 0 else { throw .system(errno, path, doing: "put the key in its place") }
        try LedgerDirectory.synchronize(LedgerDirectory.parent(of: path))
    }
}
