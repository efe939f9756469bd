/// Something in a journal that is not as the log proves it.
public struct JournalFinding: Sendable, Hashable, CustomStringConvertible {
    /// What was found to be wrong; stable, for programs.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// An entry is not there.
        case missing
        /// A row holds another entry's record.
        case misplaced
        /// A record, or its leaf, was changed.
        case record
        /// What is kept beside a record for searching says something else than the record.
        case column
        /// A payload was changed, is missing, or is there although it was erased.
        case payload
        /// A node of the tree was changed.
        case node
        /// A checkpoint was changed, is not signed by the log's key, or tells of another history.
        case checkpoint
        /// A key took over without being handed the log by the one before.
        case key
        /// What the entries add up to (events, holds, erasures) is recorded wrongly.
        case projection
        /// The database is damaged, or its tables, indexes or triggers are not those of a journal.
        case database
        /// A recording or snapshot was changed or is missing, or is there although it was erased.
        case file
    }

    /// What is wrong.
    public var kind: Kind
    /// The entry concerned; for a file the one that tells of it; `nil` if it concerns none.
    public var entry: Int64?
    /// The last entry concerned, if it is a range that begins with `entry`.
    public var last: Int64?
    /// Where: entry, row or file, in words.
    public var place: String
    /// What was expected, and what was found.
    public var cause: String

    init(_ kind: Kind, entry: Int64?, last: Int64? = nil, place: String? = nil, _ cause: String) {
        self.kind = kind
        self.entry = entry
        self.last = last
        let entries = entry.map { first in
            last.map { $0 > first ? "entries \(first) to \($0)" : "entry \(first)" } ?? "entry \(first)"
        }
        self.place = place ?? entries ?? "journal"
        self.cause = cause
    }

    /// One line.
    public var description: String { "\(place): \(cause)" }
}
