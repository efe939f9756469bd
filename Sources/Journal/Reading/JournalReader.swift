import Foundation
import GRDB
import MerkleLog
import Timekeeping

/// Reads a journal, also while it is being written, in this process or another.
///
/// Each call sees one committed state of the journal. Calls wait for the disk: never make one on a queue that serves
/// cameras. Readers never wait for the writer, nor the writer for them.
public struct JournalReader: Sendable {
    /// How many entries or events one call returns at most, whatever the limit.
    public static let largestLimit = 10_000

    let database: any DatabaseReader
    let paths: JournalPaths
    /// Whether files may be there whose rows are not committed yet, because the journal is being written.
    let isLive: Bool

    init(database: any DatabaseReader, paths: JournalPaths, isLive: Bool) {
        self.database = database
        self.paths = paths
        self.isLive = isLive
    }

    /// The directory of the journal: paths of snapshots and recordings are relative to it.
    public var directory: String { paths.directory }

    /// The entries that follow `after`, in order, at most `limit` of them.
    ///
    /// - Throws: `JournalError`; code `corrupt` names the entry whose record or payload cannot be read.
    public func entries(
        after: Int64, limit: Int, matching filter: EntryFilter = .all
    ) throws(JournalError) -> [Entry] {
        let (sql, arguments) = Self.select(filter, limit: Self.bounded(limit))
        return try read { database in
            var start = after
            if let since = filter.since {
                guard let first = try EntryBlock.first(after: after, since: since, in: database) else { return [] }
                start = max(after, first)
            }
            let rows = try Row.fetchCursor(try database.cachedStatement(sql: sql), arguments: [start] + arguments)
            var entries: [Entry] = []
            while let row = try rows.next() { entries.append(try entry(row)) }
            return entries
        }
    }

    /// The entry with this number; `nil` if there is none.
    public func entry(seq: Int64) throws(JournalError) -> Entry? {
        guard seq > 0, let entry = try entries(after: seq - 1, limit: 1).first, entry.seq == seq else { return nil }
        return entry
    }

    /// The newest entry of this kind before entry `before`; `nil` if there is none. Fast for kinds that tell of no event.
    public func newestEntry(of kind: EntryKind, before: Int64 = .max) throws(JournalError) -> Entry? {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT e.seq, e.record, p.salt, p.body FROM entry e LEFT JOIN payload p ON p.seq = e.seq
                    WHERE e.kind = ? AND e.seq < ?
                        \(EntryKind.ofEvents.contains(kind) ? "" : "AND \(Self.usesIndexByKind)")
                    ORDER BY e.seq DESC LIMIT 1
                    """)
            return try Row.fetchOne(statement, arguments: [kind.rawValue, before]).map { try entry($0) }
        }
    }

    /// The events that match, in the order asked for.
    public func events(matching query: EventQuery) throws(JournalError) -> [EventSummary] {
        var conditions: [String] = []
        var arguments: StatementArguments = []
        func require(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            conditions.append(condition)
            arguments += [value]
        }
        require("v.opened >= ?", query.since?.nanoseconds)
        require("v.opened < ?", query.until?.nanoseconds)
        require("v.camera = ?", query.camera)
        require("v.alarm_kind = ?", query.alarmKind)
        require("v.id > ?", query.after)
        if let isOpen = query.isOpen { conditions.append("v.closing IS \(isOpen ? "" : "NOT ")NULL") }
        arguments += [Self.bounded(query.limit)]
        let sql = """
            SELECT v.*, o.record AS opening_record, p.body AS body, c.record AS closing_record,
                (SELECT path FROM snapshot s WHERE s.event = v.id AND s.erased IS NULL ORDER BY s.seq DESC LIMIT 1) AS snapshot,
                EXISTS (SELECT 1 FROM hold h WHERE h.event = v.id) AS held,
                (SELECT utc FROM entry a WHERE a.event = v.id AND +a.kind = 'event.acknowledged' ORDER BY a.seq LIMIT 1)
                    AS acknowledged
            FROM event v JOIN entry o ON o.seq = v.id LEFT JOIN payload p ON p.seq = v.id
                LEFT JOIN entry c ON c.seq = v.closing
            \(conditions.isEmpty ? "" : "WHERE ")\(conditions.joined(separator: " AND "))
            ORDER BY v.id \(query.order == .newestFirst ? "DESC" : "ASC") LIMIT ?
            """
        return try read { database in
            let rows = try Row.fetchAll(try database.cachedStatement(sql: sql), arguments: arguments)
            return try rows.map { row in try summary(row, database) }
        }
    }

    /// The event with this id; `nil` if there is none.
    public func event(id: Int64) throws(JournalError) -> EventSummary? {
        guard id > 0, let event = try events(matching: EventQuery(after: id - 1, limit: 1)).first, event.id == id else {
            return nil
        }
        return event
    }

    /// `seq` of the newest entry; 0 for an empty journal.
    public func head() throws(JournalError) -> Int64 {
        try read { database in try Int64.fetchOne(database, sql: "SELECT max(seq) FROM entry") ?? 0 }
    }

    /// UTC of the newest entry; `nil` for an empty journal.
    func newestTime() throws(JournalError) -> UTCTime? {
        try read { database in
            try Int64.fetchOne(database, sql: "SELECT utc FROM entry ORDER BY seq DESC LIMIT 1").map {
                UTCTime(nanoseconds: $0)
            }
        }
    }

    /// The site this is the journal of.
    public func site() throws(JournalError) -> String {
        try read { database in try String.fetchOne(database, sql: "SELECT site FROM journal WHERE id = 1") ?? "" }
    }

    /// The recordings of one event, oldest first.
    public func recordings(of event: Int64) throws(JournalError) -> [RecordingSummary] {
        try read { database in try recordings(of: event, database) }
    }

    /// Where each frame of a recording lies; `nil` if there is no such recording, or it is open.
    public func frames(ofRecording id: Int64) throws(JournalError) -> [RecordingIndex.Frame]? {
        let index = try read { database in
            try Data.fetchOne(database, sql: "SELECT frame_index FROM recording WHERE id = ?", arguments: [id])
        }
        guard let index else { return nil }
        guard let frames = RecordingIndex.frames(in: Array(index)) else {
            throw .corrupt(paths.database, cause: "the index of recording \(id) cannot be read")
        }
        return frames
    }
}
