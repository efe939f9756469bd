import Console
import Journal

/// Prints entries as `karaulactl events` was asked to.
struct EventPrinter {
    /// Gives a page of the entries after a `seq`; an empty one once all were given.
    typealias Page = (Int64, EntryFilter) async throws -> [EntryDocument]

    let filter: EntryFilter
    /// What of the history is wanted, beyond the filter.
    let window: AgeWindow?
    let json: Bool
    /// One line an entry, instead of one an event.
    let perEntry: Bool
    /// The folder of the journal.
    let directory: String?
    /// What open events are about.
    private var memory: EventMemory
    /// The last entry that was seen.
    private(set) var last: Int64 = 0

    init(filter: EntryFilter, window: AgeWindow?, json: Bool, perEntry: Bool, directory: String?) {
        self.filter = filter
        self.window = window
        self.json = json
        self.perEntry = perEntry
        self.directory = directory
        memory = EventMemory(directory: directory)
    }

    /// Every entry that `filter` lets pass.
    static func all(_ filter: EntryFilter, _ page: Page) async throws -> [EntryDocument] {
        var last: Int64 = 0
        var all: [EntryDocument] = []
        while true {
            let entries = try await next(after: &last, filter, page)
            guard !entries.isEmpty else { return all }
            all += entries
        }
    }

    private static func next(after last: inout Int64, _ filter: EntryFilter, _ page: Page) async throws
        -> [EntryDocument]
    {
        let entries = try await page(last, filter)
        guard let newest = entries.last else { return [] }
        guard newest.seq > last else {
            throw CommandFailure(
                place: "entry \(newest.seq)", cause: "it came a second time",
                mend: "check that karaulactl and karaulad have the same version", exitCode: 65)
        }
        last = newest.seq
        return entries
    }

    /// Prints everything that `page` has and that is wanted.
    mutating func history(_ page: Page) async throws {
        var fold = EventFold(directory: directory)
        while true {
            let all = try await Self.next(after: &last, filter, page)
            guard !all.isEmpty else { break }
            let entries = window.map { window in all.filter(window.contains) } ?? all
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
