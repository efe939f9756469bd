/// What a look at one thing of a site found.
public struct DoctorFinding: Sendable, Hashable {
    /// How it is.
    public enum Verdict: String, Sendable, CaseIterable {
        /// As it should be.
        case ok
        /// The site does its work, or can, but not as well or not for long.
        case warning = "warn"
        /// The site does not do its work, or could not.
        case failure = "fail"
    }

    /// How it is.
    public var verdict: Verdict
    /// What was looked at, as in `camera gate`.
    public var subject: String
    /// What was seen, in a sentence without a full stop.
    public var text: String
    /// What to do about it; `nil` if nothing has to be done.
    public var mend: String?

    /// Makes a finding from its parts.
    public init(_ verdict: Verdict, _ subject: String, _ text: String, mend: String? = nil) {
        self.verdict = verdict
        self.subject = subject
        self.text = text
        self.mend = mend
    }
}
