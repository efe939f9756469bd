import GRDB
import Glibc

extension LedgerError {
    /// What a system call's failure means.
    static func system(_ number: Int32, _ place: String, doing action: String) -> LedgerError {
        let cause = "cannot \(action): \(String(cString: strerror(number)))"
        switch number {
        case ENOENT, ENOTDIR:
            return .init(.missing, place: place, cause: cause, mend: "Make it, or correct the path")
        case EACCES, EPERM, EROFS:
            return .init(.permission, place: place, cause: cause, mend: "Let user \(getuid()) read and write there")
        case ENOSPC, EDQUOT:
            return .init(
                .full, place: place, cause: cause, mend: "Make room on the disk; sites send again by themselves")
        case EADDRINUSE:
            return .init(.inUse, place: place, cause: cause, mend: "Stop the other process, or choose another port")
        case EMFILE, ENFILE, ENOMEM:
            return .init(
                .overloaded, place: place, cause: cause, mend: "Raise LimitNOFILE, or give the machine more memory")
        case ENAMETOOLONG, ELOOP, EISDIR:
            return .init(.refused, place: place, cause: cause, mend: "See what stands at this path, and who named it")
        default:
            return .init(.inputOutput, place: place, cause: cause, mend: "See whether the disk is sound (dmesg)")
        }
    }

    /// What a failed sync means, whatever its number.
    static func unsynchronized(_ number: Int32, _ place: String) -> LedgerError {
        .init(
            .unsynchronized, place: place, cause: "cannot sync it: \(String(cString: strerror(number)))",
            mend: "See whether the disk is sound (dmesg)")
    }

    /// What a database's failure means.
    static func database(_ error: any Error, _ place: String, doing action: String) -> LedgerError {
        if let error = error as? LedgerError { return error }
        guard let failure = error as? DatabaseError else {
            return .init(
                .inputOutput, place: place, cause: "cannot \(action): \(error)", mend: "Report this with the log")
        }
        let cause = "cannot \(action): \(failure.message ?? "error \(failure.extendedResultCode.rawValue)")"
        switch failure.resultCode {
        case .SQLITE_FULL:
            return .init(
                .full, place: place, cause: cause, mend: "Make room on the disk; sites send again by themselves")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return .init(.overloaded, place: place, cause: cause, mend: "See what else holds the database (fuser)")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return .init(
                .corrupt, place: place, cause: cause,
                mend: "Stop the ledger and put a backup in its place; sites fill in what it lacks")
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM:
            return .init(.permission, place: place, cause: cause, mend: "Let user \(getuid()) read and write there")
        case .SQLITE_CONSTRAINT:
            return .init(.refused, place: place, cause: cause, mend: "Report this with the log")
        default:
            return .init(.inputOutput, place: place, cause: cause, mend: "See whether the disk is sound (dmesg)")
        }
    }
}
