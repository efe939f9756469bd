import Journal
import Timekeeping

/// Remembers what opened events are about, so that the line of a later step can say it too.
///
/// Only the newest `limit` events are remembered, however long it runs.
package struct EventMemory: Sendable {
    private let directory: String?
    private let limit: Int
    private var openings: [Int64: (row: EventRow, entry: EntryDocument)] = [:]
    private var order: [Int64] = []

    /// Remembers nothing yet.
    ///
    /// - Parameters:
    ///   - directory: the folder of the journal, put before relative paths of files.
    ///   - limit: how many events are remembered, at least 1.
    package init(directory: String? = nil, limit: Int = 1000) {
        self.directory = directory
        self.limit = max(1, limit)
    }

    /// The line for the next entry.
    package mutating func row(for entry: EntryDocument) -> EventRow {
        var row = EventRow(entry, directory: directory)
        guard let event = entry.event else { return row }
        if entry.kind == EntryKind.eventOpened.rawValue, openings.updateValue((row, entry), forKey: event) == nil {
            order.append(event)
            if order.count > limit { openings[order.removeFirst()] = nil }
        } else if let opening = openings[event] {
            row.what = opening.row.what
            row.place = opening.row.place
            if entry.kind == EntryKind.eventClosed.rawValue {
                row.state += " after \(DurationText.text(entry.elapsed(since: opening.entry)))"
            }
        }
        return row
    }
}
