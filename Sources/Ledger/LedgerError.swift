/// What went wrong with a ledger: where, why, and what to do about it.
public struct LedgerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure this is; stable, for code that must decide.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The configuration is wrong.
        case configuration
        /// A file or directory that is needed is not there.
        case missing
        /// A file may not be read or written.
        case permission
        /// Another process has the ledger open, or the port is taken.
        case inUse = "in-use"
        /// A later version of Karaula wrote this ledger.
        case newerVersion = "newer-version"
        /// The database is damaged, or is no ledger.
        case corrupt
        /// The disk is full.
        case full
        /// Reading or writing failed.
        case inputOutput = "input-output"
        /// What was written could not be brought to the disk; the kernel may take pages for written that are not.
        case unsynchronized
        /// More waits than is taken; later there is room again.
        case overloaded
        /// The ledger has been closed.
        case closed
        /// What was asked for is not there, or cannot be.
        case refused
    }

    /// What kind of failure this is.
    public var code: Code
    /// The file, key or call that failed.
    public var place: String
    /// Why it failed.
    public var cause: String
    /// What a person can do about it.
    public var mend: String

    /// Makes an error from its parts.
    public init(_ code: Code, place: String, cause: String, mend: String) {
        self.code = code
        self.place = place
        self.cause = cause
        self.mend = mend
    }

    /// Place, cause and mend in one line.
    public var description: String { "\(place): \(cause). \(mend)" }

    /// The code a process should exit with if this ends it (sysexits.h).
    public var exitCode: Int32 {
        switch code {
        case .configuration, .newerVersion: 78
        case .missing: 66
        case .permission: 77
        case .inUse, .overloaded, .closed: 69
        case .corrupt, .refused: 65
        case .full, .inputOutput, .unsynchronized: 74
        }
    }
}
