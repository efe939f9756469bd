import GRDB
import Timekeeping

/// How entries are looked for.
extension JournalReader {
    /// What the index of kinds is made for: SQLite uses it only where a query says so in the same words.
    static let usesIndexByKind =
        "e.kind NOT IN ('event.opened', 'event.updated', 'event.closed', 'event.snapshot', 'event.recording')"

    /// The query for what matches, whose first argument is the `seq` after which to begin, and its other arguments.
    static func select(_ filter: EntryFilter, limit: Int) -> (sql: String, arguments: StatementArguments) {
        var conditions: [String] = ["e.seq > ?"]
        var arguments: StatementArguments = []
        func require(_ column: String, among values: [String]?) {
            guard let values else { return }
            conditions.append("\(column) IN (\(values.map { _ in "?" }.joined(separator: ",")))")
            arguments += StatementArguments(values)
        }
        require("e.kind", among: filter.kinds.map { $0.map(\.rawValue).sorted() })
        let isByKind = filter.kinds?.isDisjoint(with: EntryKind.ofEvents) ?? false
        if isByKind { conditions.append(usesIndexByKind) }
        require("e.camera", among: filter.cameras.map { $0.sorted() })
        if let since = filter.since {
            conditions.append("e.utc >= ?")
            arguments += [since.nanoseconds]
        }
        if let until = filter.until {
            conditions.append("e.utc < ?")
            arguments += [until.nanoseconds]
        }
        if let last = filter.last {
            conditions.append("e.seq <= ?")
            arguments += [last]
        }
        if let event = filter.event {
            conditions.append("e.event = ?")
            arguments += [event]
        }
        arguments += [limit]
        var condition = conditions.joined(separator: " AND ")
        var end = "ORDER BY e.seq LIMIT ?"
        if isByKind, filter.kinds?.count != 1 {
            // Several kinds have to be sorted: their numbers alone, and not everything that is in them.
            condition = "e.seq IN (SELECT e.seq FROM entry e WHERE \(condition) ORDER BY e.seq LIMIT ?)"
            end = "ORDER BY e.seq"
        }
        let sql = """
            SELECT e.seq, e.record, p.salt, p.body FROM entry e LEFT JOIN payload p ON p.seq = e.seq
            WHERE \(condition) \(end)
            """
        return (sql, arguments)
    }

    /// How SQLite looks for what matches, one line for each step: whether a question costs more than its answer.
    package func plan(for filter: EntryFilter) throws(JournalError) -> [String] {
        let (sql, arguments) = Self.select(filter, limit: 1)
        return try read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN \(sql)", arguments: [0] + arguments).map { row in
                try row.value("detail") as String
            }
        }
    }
}

extension EntryKind {
    /// The kinds that alarms make many of.
    static let ofEvents: Set<EntryKind> = [
        .eventOpened, .eventUpdated, .eventClosed, .eventSnapshot, .eventRecording,
    ]
}
