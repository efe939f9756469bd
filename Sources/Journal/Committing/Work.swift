import MerkleLog
import Timekeeping

/// One piece of work for the next commit: an entry, a row about a file, both at once, or a checkpoint.
///
/// A reference that never changes: it is handed from line to batch to answer, and copying it must cost nothing.
final class Work: Sendable {
    enum Step: Sendable {
        case none
        /// By token, as a draft says it.
        case draft(EventStep)
        /// By id, as the journal's own work says it.
        case resolved(ResolvedStep)
    }

    /// What becomes an entry; `nil` if only a row changes. Its own `event` is not looked at.
    let draft: EntryDraft?
    /// What the entry does to an event.
    let step: Step
    /// What changes about a file.
    let media: MediaChange?
    /// What is to be erased; the entry about it is made when it is known what may be.
    let erasure: Erasure?
    /// What a person says of the event that the entry belongs to.
    let mark: EventMark?
    /// The destinations that are forgotten with the entry.
    let forgotten: Set<String>
    /// Whether it is refused as soon as committing it fails, instead of waiting for a better time.
    let isImpatient: Bool
    /// Whether the log is to be signed with this commit.
    let wantsCheckpoint: Bool
    /// The key that takes over with this commit.
    let successor: NoteSigner?
    /// When it was taken.
    let taken: MonotonicTime
    /// Called after the commit or the refusal. A row without an entry answers with success by `nil`.
    let completion: (@Sendable (Result<Entry?, JournalError>) -> Void)?

    init(
        draft: EntryDraft?, step: Step, media: MediaChange?, erasure: Erasure?, mark: EventMark?,
        forgotten: Set<String>, isImpatient: Bool, wantsCheckpoint: Bool, successor: NoteSigner?, taken: MonotonicTime,
        completion: (@Sendable (Result<Entry?, JournalError>) -> Void)?
    ) {
        self.draft = draft
        self.step = step
        self.media = media
        self.erasure = erasure
        self.mark = mark
        self.forgotten = forgotten
        self.isImpatient = isImpatient
        self.wantsCheckpoint = wantsCheckpoint
        self.successor = successor
        self.taken = taken
        self.completion = completion
    }

    /// The token of the event that it opens, if it opens one.
    var opening: EventToken? {
        if case .draft(.open(let token)) = step { token } else { nil }
    }

    /// Whether it may be refused when too much waits: only what tells of no event and no file.
    var mayBeRefused: Bool {
        if case .none = step { media == nil && successor == nil && !wantsCheckpoint } else { false }
    }
}
