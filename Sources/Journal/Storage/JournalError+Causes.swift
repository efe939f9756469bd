import GRDB
import Glibc
import MerkleLog

extension JournalError {
    /// An error of a system call on `path`.
    static func system(_ number: Int32, _ path: String, doing action: String) -> JournalError {
        let cause = "cannot \(action): \(String(cString: strerror(number)))"
        switch number {
        case ENOSPC, EDQUOT:
            return JournalError(code: .full, place: path, cause: cause, mend: "Free space on this file system")
        case EACCES, EPERM:
            return JournalError(
                code: .permission, place: path, cause: cause, mend: "Let the user that runs Karaula own it")
        case EROFS:
            return JournalError(
                code: .permission, place: path, cause: cause,
                mend: "Mount the file system for writing (after checking it: the kernel may have stopped writes)")
        case ENOENT:
            return JournalError(code: .missing, place: path, cause: cause, mend: "Create it, or correct the path")
        case ENOTDIR, EISDIR:
            return JournalError(code: .wrongType, place: path, cause: cause, mend: "Correct the path")
        default:
            return JournalError(
                code: .inputOutput, place: path, cause: cause, mend: "Check the disk (dmesg, smartctl) and its cable")
        }
    }

    /// An error of the database at `path`.
    static func database(_ error: any Error, _ path: String, doing action: String) -> JournalError {
        if let error = error as? JournalError { return error }
        if error is RowDecodingError {
            return .corrupt(path, cause: "cannot \(action): a cell holds another type than was written (\(error))")
        }
        guard let error = error as? DatabaseError else {
            return JournalError(
                code: .inputOutput, place: path, cause: "cannot \(action): \(error)", mend: "Report this with the log")
        }
        let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
        let cause = "cannot \(action): \(message)"
        switch error.resultCode {
        case .SQLITE_FULL:
            return JournalError(code: .full, place: path, cause: cause, mend: "Free space on this file system")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH, .SQLITE_CANTOPEN:
            return JournalError(
                code: .permission, place: path, cause: cause,
                mend:
                    "Check that the file system is mounted for writing and the user that runs Karaula owns the journal")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: return .corrupt(path, cause: cause)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return JournalError(
                code: .inUse, place: path, cause: cause, mend: "End the other program that writes to this database")
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG:
            return JournalError(
                code: .refused, place: path, cause: cause, mend: "Report this with the log: such an entry is never made"
            )
        case .SQLITE_MISUSE where message.contains("closed"): return .closed(path)
        default:
            return JournalError(
                code: .inputOutput, place: path, cause: cause, mend: "Check the disk (dmesg, smartctl) and its cable")
        }
    }

    static func corrupt(_ path: String, cause: String) -> JournalError {
        JournalError(
            code: .corrupt, place: path, cause: cause,
            mend:
                "Keep it as it is for salvage: stop Karaula, move the whole directory aside, and start with an empty one"
        )
    }

    static func closed(_ path: String) -> JournalError {
        JournalError(
            code: .closed, place: path, cause: "the journal has been closed", mend: "Nothing: the site is stopping")
    }

    static func refused(_ place: String, cause: String, mend: String) -> JournalError {
        JournalError(code: .refused, place: place, cause: cause, mend: mend)
    }
}

extension JournalError {
    static func key(_ error: NoteError, _ path: String) -> JournalError {
        JournalError(code: .refused, place: path, cause: error.cause, mend: error.mend)
    }
}
