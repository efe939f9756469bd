/// What went wrong with a journal: where, why, and what to do about it.
public struct JournalError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of failure this is; stable, for code that must decide.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The directory, or the one above it, does not exist.
        case missing
        /// A file stands where a directory must be, or the other way round.
        case wrongType
        /// The directory or a file in it may not be written or read.
        case permission
        /// Another process, or another part of this one, has the journal open.
        case inUse
        /// A later version of Karaula wrote this journal.
        case newerVersion
        /// The journal belongs to another site.
        case otherSite
        /// The database is damaged, or no database at all, or not a journal.
        case corrupt
        /// The disk is full.
        case full
        /// Reading or writing failed.
        case inputOutput
        /// The journal has been closed.
        case closed
        /// Too many drafts wait for a commit; this one was not taken.
        case overloaded
        /// The draft, query or cursor is not acceptable.
        case refused
    }

    /// What kind of failure this is.
    public var code: Code
    /// The file, entry or call that failed.
    public var place: String
    /// Why it failed.
    public var cause: String
    /// What a technician can do about it.
    public var mend: String

    /// Makes an error from its parts.
    public init(code: Code, place: String, cause: String, mend: String) {
        self.code = code
        self.place = place
        self.cause = cause
        self.mend = mend
    }

    /// The code a process should exit with if this ends it (sysexits.h).
    public var exitCode: Int32 {
        switch code {
        case .missing, .wrongType: 73
        case .permission: 77
        case .inUse, .closed, .overloaded: 69
        case .newerVersion, .otherSite: 78
        case .corrupt, .refused: 65
        case .full, .inputOutput: 74
        }
    }

    /// One line for logs and terminals.
    public var description: String { "\(place): \(cause). \(mend)" }
}
