public import MerkleLog
import Timekeeping

/// What a person does to an event: hold, release, acknowledge. Each is an entry of that event.
extension Journal {
    /// Puts an event on hold: nothing of it is erased, whatever its age and however scarce space is, until it is released.
    ///
    /// - Parameter details: who and why, for the entry's payload.
    /// - Returns: The entry, when it is durable; `nil` if the event was on hold already, and nothing was written.
    /// - Throws: ``JournalError``, code `refused`, if there is no such event; or why nothing can be committed now.
    @discardableResult
    public func hold(event: Int64, details: [String: CanonicalValue]) async throws(JournalError) -> Entry? {
        try await mark(.hold(event), details)
    }

    /// Releases an event that was on hold.
    ///
    /// - Returns: The entry, when it is durable; `nil` if the event was not on hold, and nothing was written.
    /// - Throws: As `hold(event:details:)`.
    @discardableResult
    public func release(event: Int64, details: [String: CanonicalValue]) async throws(JournalError) -> Entry? {
        try await mark(.release(event), details)
    }

    /// Notes that a person took note of an event; each time is an entry.
    ///
    /// - Throws: As `hold(event:details:)`.
    @discardableResult
    public func acknowledge(event: Int64, details: [String: CanonicalValue]) async throws(JournalError) -> Entry {
        guard let entry = try await mark(.acknowledge(event), details) else { throw .closed(paths.database) }
        return entry
    }

    private func mark(_ mark: EventMark, _ details: [String: CanonicalValue]) async throws(JournalError) -> Entry? {
        let draft = EntryDraft(kind: mark.kind, time: clock.reading(), payload: .object(details))
        let answer = await withCheckedContinuation { continuation in
            committer.submit(draft: draft, step: .resolved(.update(mark.event)), mark: mark, isImpatient: true) {
                continuation.resume(returning: $0)
            }
        }
        return try answer.get()
    }

    /// Appends an entry of no event, or refuses it as soon as committing it fails: for what must be written before
    /// something else may happen, and is worth nothing later.
    ///
    /// - Throws: ``JournalError``; the entry is not in the journal then, and never will be.
    @discardableResult
    public func appendAtOnce(
        _ kind: EntryKind, details: [String: CanonicalValue]
    ) async throws(JournalError) -> Entry {
        let draft = EntryDraft(kind: kind, time: clock.reading(), payload: .object(details))
        let answer = await withCheckedContinuation { continuation in
            committer.submit(draft: draft, step: .none, isImpatient: true) { continuation.resume(returning: $0) }
        }
        guard let entry = try answer.get() else { throw .closed(paths.database) }
        return entry
    }
}
