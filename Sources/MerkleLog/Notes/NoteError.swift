/// Why a text is no signed note, checkpoint or key: where, what, and the mend.
public struct NoteError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What was read: the note, a line of it, a key.
    public var place: String
    /// What is wrong with it.
    public var cause: String
    /// What mends it.
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
