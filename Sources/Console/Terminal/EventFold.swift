import Journal
import Timekeeping

/// Puts the entries of each event together into one line.
///
/// Invariants: lines stand in the order of the first entry that was seen of each; an entry that belongs to no event is a
/// line by itself; an event whose opening lies before the first entry is told from what is there.
package struct EventFold: Sendable {
    /// The lines so far.
    package private(set) var rows: [EventRow] = []
    private var places: [Int64: Int] = [:]
    private var first: [Int64: EntryDocument] = [:]
    private let directory: String?

    /// Starts without entries.
    ///
    /// - Parameter directory: the folder of the journal, put before relative paths of files.
    package init(directory: String? = nil) {
        self.directory = directory
    }

    /// Takes the next entry, in the order of `seq`.
    package mutating func add(_ entry: EntryDocument) {
        let next = EventRow(entry, directory: directory)
        guard let event = entry.event else {
            rows.append(next)
            return
        }
        guard let place = places[event] else {
            places[event] = rows.count
            first[event] = entry
            rows.append(next)
            if entry.kind == EntryKind.eventOpened.rawValue { rows[rows.count - 1].state = "open" }
            if entry.kind == EntryKind.eventRecording.rawValue { rows[rows.count - 1].file = nil }
            return
        }
        if rows[place].what == "event" { rows[place].what = next.what }
        if rows[place].place.isEmpty { rows[place].place = next.place }
        switch EntryKind(rawValue: entry.kind) {
        case .eventClosed:
            rows[place].state = next.state
            if let first = first.removeValue(forKey: event), first.kind == EntryKind.eventOpened.rawValue {
                rows[place].state += " after \(DurationText.text(entry.elapsed(since: first)))"
            }
        case .eventSnapshot: rows[place].file = next.file
        case .eventAcknowledged: rows[place].isAcknowledged = true
        case .holdPlaced: rows[place].isHeld = true
        case .holdReleased: rows[place].isHeld = false
        default: break
        }
    }
}
