/// The entries with which something is wrong.
struct SuspectEntries {
    private var entries: Set<Int64> = []
    /// Whether any entry of a journal may be meant: too many to remember each.
    private(set) var isEverything = false

    /// Whether nothing is wrong with any entry.
    var isEmpty: Bool { entries.isEmpty && !isEverything }

    mutating func insert(_ entry: Int64) {
        if entries.count < 1_000_000 { entries.insert(entry) } else { isEverything = true }
    }

    /// Where reading ended, whatever follows may be meant.
    mutating func insertEverything() { isEverything = true }

    func contains(_ entry: Int64?) -> Bool { isEverything || entry.map { entries.contains($0) } ?? false }
}
