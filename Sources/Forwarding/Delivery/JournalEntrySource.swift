public import Journal
import MerkleLog
public import Timekeeping

/// A journal as delivery sees it.
public struct JournalEntrySource: EntrySource {
    private let journal: Journal
    private let clock: any SiteClock

    /// Reads from `journal`; `clock` dates the entries that tell of a quarantine.
    public init(journal: Journal, clock: any SiteClock) {
        self.journal = journal
        self.clock = clock
    }

    /// The newest entry's `seq`.
    public var head: Int64 { journal.head }

    /// Up to `limit` entries after `after`.
    public func entries(after: Int64, limit: Int) throws(DeliveryError) -> [Entry] {
        do { return try journal.reader.entries(after: after, limit: limit) } catch { throw translated(error) }
    }

    /// The cursor of `destination`.
    public func cursor(of destination: String) throws(DeliveryError) -> Int64 {
        do { return try journal.reader.cursors(of: destination)[.routine] ?? 0 } catch { throw translated(error) }
    }

    /// Moves the cursor of `destination`.
    public func moveCursor(of destination: String, to seq: Int64) throws(DeliveryError) {
        do { try journal.moveCursors(of: destination, to: [.routine: seq]) } catch { throw translated(error) }
    }

    /// The journal's commits.
    public func commits() -> AsyncStream<Int64> { journal.commits() }

    /// Appends an entry about the quarantine, unless the refused entry is itself such an entry: a receiver that does
    /// not know the kind would otherwise be answered with ever more of it.
    public func recordQuarantine(
        of entry: Entry, by destination: String, reason: DeliveryError
    ) async throws(DeliveryError) {
        guard entry.kind != .deliveryQuarantined else { return }
        let draft = EntryDraft(
            kind: .deliveryQuarantined,
            camera: entry.camera,
            time: clock.reading(),
            payload: .object([
                "destination": .string(destination),
                "seq": .integer(entry.seq),
                "code": .string(reason.code.rawValue),
                "reason": .string(reason.cause),
            ]),
            event: nil)
        do { _ = try await journal.append(draft) } catch { throw translated(error) }
    }

    private func translated(_ error: any Error) -> DeliveryError {
        DeliveryError(
            .journal, place: "the journal", cause: "\(error)", mend: "delivery goes on when the journal works again")
    }
}
