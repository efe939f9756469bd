import MerkleLog
import Timekeeping

/// One piece of work for the next commit: an entry, a row about a file, both at once, or a checkpoint.
struct Work: Sendable {
    enum Step: Sendable {
        case none
        /// By token, as a draft says it.
        case draft(EventStep)
        /// By id, as the journal's own work says it.
        case resolved(ResolvedStep)
    }

    /// What becomes an entry; `nil` if only a row changes. Its own `event` is not looked at.
    var draft: EntryDraft?
    /// What the entry does to an event.
    var step: Step
    /// What changes about a file.
    var media: MediaChange?
    /// What a person says of the event that the entry belongs to.
    var mark: EventMark?
    /// Whether it is refused as soon as committing it fails, instead of waiting for a better time.
    var isImpatient = false
    /// Whether the log is to be signed with this commit.
    var wantsCheckpoint = false
    /// The key that takes over with this commit.
    var successor: NoteSigner?
    /// When it was taken.
    var taken: MonotonicTime
    /// Called after the commit or the refusal. A row without an entry answers with success by `nil`.
    var completion: (@Sendable (Result<Entry?, JournalError>) -> Void)?

    /// The token of the event that it opens, if it opens one.
    var opening: EventToken? {
        if case .draft(.open(let token)) = step { token } else { nil }
    }

    /// Whether it may be refused when too much waits: only what tells of no event and no file.
    var mayBeRefused: Bool {
        if case .none = step { media == nil && successor == nil && !wantsCheckpoint } else { false }
    }
}
