import Console
import Journal

/// Prints entries as `karaulactl events` was asked to.
struct EventPrinter {
    let filter: EntryFilter
    let json: Bool
    /// One line an entry, instead of one an event.
    let perEntry: Bool
    /// The folder of the journal.
    let directory: String?
    /// What open events are about.
    private var memory: EventMemory
    /// The last entry that was seen.
    private(set) var last: Int64 = 0

    init(filter: EntryFilter, json: Bool, perEntry: Bool, directory: String?) {
        self.filter = filter
        self.json = json
        self.perEntry = perEntry
        self.directory = directory
        memory = EventMemory(directory: directory)
    }

    /// Prints everything that `page` has: the entries after a `seq`, and none once all were given.
    mutating func history(_ page: (Int64, EntryFilter) async throws -> [EntryDocument]) async throws {
        var fold = EventFold(directory: directory)
        while true {
            let entries = try await page(last, filter)
            guard let newest = entries.last else { break }
            guard newest.seq > last else {
                throw CommandFailure(
                    place: "entry \(newest.seq)", cause: "it came a second time",
                    mend: "check that karaulactl and karaulad have the same version", exitCode: 65)
            }
            last = newest.seq
            if json || perEntry {
                try StandardOutput.write(entries.map { line($0) })
            } else {
                for entry in entries where !isHidden(entry) {
                    fold.add(entry)
                    _ = memory.row(for: entry)
                }
            }
        }
        try StandardOutput.write(fold.rows.map { $0.text() })
    }

    /// Takes it that everything up to `seq` was asked for, so that following begins behind it.
    mutating func skip(to seq: Int64) {
        last = max(last, seq)
    }

    /// Prints an entry that just came, if it is wanted.
    mutating func take(_ entry: EntryDocument) throws {
        guard entry.seq > last else { return }
        last = entry.seq
        if let kinds = filter.kinds, !kinds.contains(where: { $0.rawValue == entry.kind }) { return }
        if let cameras = filter.cameras, !cameras.contains(entry.camera ?? "") { return }
        if !isHidden(entry) { try StandardOutput.write(line(entry)) }
    }

    /// That somebody looked is shown to whoever asks for it, not among what happened.
    private func isHidden(_ entry: EntryDocument) -> Bool {
        !json && !perEntry && entry.kind == EntryKind.auditRead.rawValue
    }

    private mutating func line(_ entry: EntryDocument) -> String {
        json ? entry.value.canonicalText : memory.row(for: entry).text()
    }
}
