/// What becomes of a batch.
public struct EntriesVerdict: Sendable, Hashable {
    /// What the site is told.
    public enum Answer: Sendable, Hashable {
        /// All of it is stored: so many were new, so many known.
        case taken(stored: Int, duplicates: Int)
        /// Something before it is missing: nothing was stored, and the site goes on after this number.
        case gap(resumeAfter: Int64)
        /// These can never be taken: nothing was stored. `newest` is the newest entry that is here, if what is refused
        /// contradicts what is here, and else 0.
        case refused([EntryRefusal], newest: Int64 = 0)
        /// The site has begun so many logs here that no more are taken: nothing was stored.
        case tooManyLogs(Int)
    }

    /// What the site is told, once everything below is durable.
    public var answer: Answer
    /// The entries to store.
    public var fresh: [LedgerEntry] = []
    /// The keys that the entries brought.
    public var keys: [LogKey] = []
    /// What is to be told.
    public var alarms: [AlarmNotice] = []

    /// Makes a verdict that stores nothing.
    public init(answer: Answer) {
        self.answer = answer
    }
}
