/// Why a request is not taken: which part of it, what is wrong, and what mends it.
public struct IngestError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Where: a header, an event by its position from 0, or the body as a whole.
    public var place: String
    /// What is wrong.
    public var cause: String
    /// What the sender has to do.
    public var mend: String

    /// Makes an error from its parts.
    public init(place: String, cause: String, mend: String) {
        self.place = place
        self.cause = cause
        self.mend = mend
    }

    /// Place, cause and mend in one line.
    public var description: String { "\(place): \(cause) (\(mend))" }
}
