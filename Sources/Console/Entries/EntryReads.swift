import Dispatch
import Journal

/// The console's reads of the journal: one after the other, on a queue of their own.
///
/// A read waits for the disk. Here it keeps neither the threads of Swift's concurrency nor more than one connection of
/// the database waiting, however many clients ask.
final class EntryReads: Sendable {
    private let reader: JournalReader
    private let queue = DispatchQueue(label: "karaula.console.reads", target: .global(qos: .utility))

    init(reader: JournalReader) {
        self.reader = reader
    }

    /// Up to `limit` entries after `seq` that `filter` lets pass, in the order of `seq`.
    func entries(after seq: Int64, limit: Int, matching filter: EntryFilter) async throws -> [Entry] {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { @Sendable [reader] in
                continuation.resume(
                    with: Result { try reader.entries(after: seq, limit: limit, matching: filter) })
            }
        }
    }
}
