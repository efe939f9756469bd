/// What went wrong with a clock of the machine: where, why, and what to do about it.
public struct TimeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The clock, file or call that failed.
    public var place: String
    /// Why it failed.
    public var cause: String
    /// What a technician can do about it.
    public var mend: String

    /// Makes an error from its parts.
    public init(place: String, cause: String, mend: String) {
        self.place = place
        self.cause = cause
        self.mend = mend
    }

    /// One line for logs and terminals.
    public var description: String { "\(place): \(cause). \(mend)" }
}
