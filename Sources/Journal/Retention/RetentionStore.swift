import Foundation
import GRDB
import Glibc
import Timekeeping

/// Finds in the database what may be erased, the oldest first, a page at a time.
///
/// What is protected is left out here already, so that it cannot fill the pages for ever; the planner and the transaction
/// that erases judge again.
struct RetentionStore {
    /// What a site keeps, in bytes and numbers.
    struct Usage: Sendable, Hashable {
        var bytes: [RetentionClass: Int64] = [:]
        var files: [RetentionClass: Int] = [:]
        /// The database with its write-ahead log.
        var database: Int64 = 0
        /// Databases that were set aside, which nothing erases.
        var damaged: Int64 = 0
        var damagedSince: UTCTime?
        var site: Int64 { bytes.values.reduce(database + damaged, +) }
    }

    /// What should have been erased by its age, and must not be.
    struct HeldBack: Sendable, Hashable {
        var undelivered = 0
        var onHold = 0
        var bytes: Int64 = 0
    }

    static let page = 200

    let paths: JournalPaths
    let pool: DatabasePool

    func read<T: Sendable>(_ body: (Database) throws -> T) throws(JournalError) -> T {
        do {
            return try pool.read(body)
        } catch let error as JournalError {
            throw error
        } catch {
            throw .database(error, paths.database, doing: "read what may be erased")
        }
    }

    func deliveredThrough(_ destinations: [DeliveryDemand]) throws(JournalError) -> DeliveredThrough {
        try read { try DeliveredThrough.read($0, destinations) }
    }

    func garbage() throws(JournalError) -> [GarbageRow] {
        try read { try GarbageRow.all($0, limit: 1000) }
    }

    func usage() throws(JournalError) -> Usage {
        var usage = try read { database in
            var usage = Usage()
            for (retentionClass, table) in [(RetentionClass.recordings, "recording"), (.snapshots, "snapshot")] {
                let row = try Row.fetchOne(
                    database,
                    sql: "SELECT count(*) AS n, coalesce(sum(bytes), 0) AS bytes FROM \(table) WHERE erased IS NULL")
                usage.bytes[retentionClass] = try row?.value("bytes") ?? 0
                usage.files[retentionClass] = try row?.value("n") ?? 0
            }
            return usage
        }
        for orphan in try allOrphans() {
            usage.bytes[.recordings, default: 0] += orphan.bytes
            usage.files[.recordings, default: 0] += 1
        }
        for path in [paths.database, paths.writeAheadLog] where try Disk.kind(of: path) == .file {
            usage.database += try Disk.size(of: path)
        }
        for name in try Disk.names(in: paths.directory) where name.hasPrefix(DamagedJournal.prefix) {
            usage.damaged += try Disk.size(of: "\(paths.directory)/\(name)")
            guard let since = DamagedJournal.time(of: name) else { continue }
            usage.damagedSince = min(usage.damagedSince ?? since, since)
        }
        return usage
    }

    func heldBack(_ planner: RetentionPlanner, _ deliveredThrough: DeliveredThrough) throws(JournalError) -> HeldBack {
        try read { database in
            var held = HeldBack()
            for (retentionClass, table, since) in [
                (RetentionClass.recordings, "recording", "began"), (.snapshots, "snapshot", "taken"),
            ] {
                guard let due = planner.due(retentionClass) else { continue }
                let row = try Row.fetchOne(
                    database,
                    sql: """
                        SELECT count(*) FILTER (WHERE h.event IS NOT NULL) AS held,
                            count(*) FILTER (WHERE h.event IS NULL) AS undelivered, coalesce(sum(m.bytes), 0) AS bytes
                        FROM \(table) m JOIN event v ON v.id = m.event LEFT JOIN hold h ON h.event = m.event
                        WHERE m.erased IS NULL AND m.\(since) < ?1
                            AND (h.event IS NOT NULL OR v.closing IS NOT NULL AND v.newest > ?2)
                        """, arguments: [due.nanoseconds, deliveredThrough[retentionClass]])
                held.onHold += try row?.value("held") ?? 0
                held.undelivered += try row?.value("undelivered") ?? 0
                held.bytes += try row?.value("bytes") ?? 0
            }
            return held
        }
    }

    // MARK: Candidates

    /// The oldest of a class that nothing protects, at most a page.
    ///
    /// - Parameter floors: for payloads, up to where everything was found erased; moved on here.
    func candidates(
        of retentionClass: RetentionClass, deliveredThrough: Int64, before due: UTCTime?, floors: inout [String: Int64]
    ) throws(JournalError) -> [RetentionCandidate] {
        switch retentionClass {
        case .recordings:
            let rows = try files("recording", "id", since: "began", deliveredThrough) { .recording($0) }
            return try mayEraseOrphans() ? rows + allOrphans().sorted { $0.since < $1.since }.prefix(Self.page) : rows
        case .snapshots: return try files("snapshot", "seq", since: "taken", deliveredThrough) { .snapshot($0) }
        case .events:
            guard let due else { return [] }
            return try events(deliveredThrough, due, &floors)
        case .audit:
            guard let due else { return [] }
            return try audits(deliveredThrough, due, &floors)
        }
    }

    private func files(
        _ table: String, _ key: String, since: String, _ deliveredThrough: Int64,
        _ target: @Sendable (Int64) -> ErasureTarget
    ) throws(JournalError) -> [RetentionCandidate] {
        try read { database in
            let isDone = table == "recording" ? "m.state <> 'open' AND" : ""
            let statement = try database.cachedStatement(
                sql: """
                    SELECT m.\(key) AS key, m.\(since) AS since, m.bytes, v.newest FROM \(table) m
                        JOIN event v ON v.id = m.event
                    WHERE m.erased IS NULL AND \(isDone) v.closing IS NOT NULL AND v.newest <= ?
                        AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.event = m.event)
                        AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.event = m.event AND q.state <> 'dropped')
                    ORDER BY m.\(since) LIMIT \(Self.page)
                    """)
            return try Row.fetchAll(statement, arguments: [deliveredThrough]).map { row in
                try RetentionCandidate(
                    target: target(row.value("key")), since: UTCTime(nanoseconds: row.value("since")),
                    bytes: row.value("bytes"),
                    newest: row.value("newest"))
            }
        }
    }

    private func events(
        _ deliveredThrough: Int64, _ due: UTCTime, _ floors: inout [String: Int64]
    ) throws(JournalError) -> [RetentionCandidate] {
        let floor = floors["events"] ?? 0
        let (lowest, rows) = try read { database in
            let lowest = try Int64.fetchOne(
                database,
                sql: """
                    SELECT v.id FROM event v WHERE v.id >= ? AND v.kind = 'event.opened'
                        AND EXISTS (SELECT 1 FROM payload p WHERE p.seq = v.id) ORDER BY v.id LIMIT 1
                    """, arguments: [floor])
            let statement = try database.cachedStatement(
                sql: """
                    SELECT v.id, c.utc, v.newest FROM event v JOIN entry c ON c.seq = v.closing
                    WHERE v.id >= ?1 AND v.kind = 'event.opened' AND v.opened < ?2 AND c.utc < ?2 AND v.newest <= ?3
                        AND EXISTS (SELECT 1 FROM payload p WHERE p.seq = v.id)
                        AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.event = v.id)
                        AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.event = v.id AND q.state <> 'dropped')
                        AND NOT EXISTS (SELECT 1 FROM recording r WHERE r.event = v.id AND r.erased IS NULL)
                        AND NOT EXISTS (SELECT 1 FROM snapshot s WHERE s.event = v.id AND s.erased IS NULL)
                    ORDER BY v.id LIMIT \(Self.page)
                    """)
            let rows = try Row.fetchAll(
                statement, arguments: [lowest ?? floor, due.nanoseconds, deliveredThrough])
            return (
                lowest,
                try rows.map { row in
                    try RetentionCandidate(
                        target: .event(row.value("id")), since: UTCTime(nanoseconds: row.value("utc")),
                        newest: row.value("newest"))
                }
            )
        }
        if let lowest { floors["events"] = lowest }
        return rows
    }

    private func audits(
        _ deliveredThrough: Int64, _ due: UTCTime, _ floors: inout [String: Int64]
    ) throws(JournalError) -> [RetentionCandidate] {
        var candidates: [RetentionCandidate] = []
        for kind in RetentionClass.audit.kinds where candidates.count < Self.page {
            let floor = floors[kind.rawValue] ?? 0
            let (lowest, rows) = try read { database in
                // The list of kinds makes SQLite use the index that is made for it.
                let source = """
                    entry e WHERE e.kind = ?1 AND e.seq >= ?2
                        AND \(JournalReader.usesIndexByKind)
                        AND EXISTS (SELECT 1 FROM payload p WHERE p.seq = e.seq)
                    """
                let lowest = try Int64.fetchOne(
                    database, sql: "SELECT e.seq FROM \(source) ORDER BY e.seq LIMIT 1",
                    arguments: [kind.rawValue, floor])
                let rows = try Row.fetchAll(
                    database,
                    sql: """
                        SELECT e.seq, e.utc FROM \(source) AND e.utc < ?3 AND e.seq <= ?4
                            AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.event = e.event)
                        ORDER BY e.seq LIMIT \(Self.page)
                        """,
                    arguments: [kind.rawValue, lowest ?? floor, due.nanoseconds, deliveredThrough])
                return (
                    lowest,
                    try rows.map { row in
                        try RetentionCandidate(
                            target: .audit(row.value("seq")), since: UTCTime(nanoseconds: row.value("utc")),
                            newest: row.value("seq"))
                    }
                )
            }
            if let lowest { floors[kind.rawValue] = lowest }
            candidates += rows
        }
        return candidates
    }

    /// Whether it is known of orphans that they are not on hold: a damaged database that was set aside knows more, and the
    /// present one does not, so that they stay as long as it lies there.
    private func mayEraseOrphans() throws(JournalError) -> Bool {
        try !Disk.names(in: paths.directory).contains { $0.hasPrefix(DamagedJournal.prefix) }
    }

    /// Files that were set aside at a start because no row told of them; their age is that of their last byte.
    private func allOrphans() throws(JournalError) -> [RetentionCandidate] {
        guard try Disk.kind(of: paths.orphans) == .directory else { return [] }
        let garbage = Set(try read { try String.fetchAll($0, sql: "SELECT path FROM garbage") })
        var candidates: [RetentionCandidate] = []
        for name in try Disk.names(in: paths.orphans) {
            let path = "\(JournalPaths.recordingsName)/\(JournalPaths.orphansName)/\(name)"
            var status = stat()
            guard !garbage.contains(path), stat(paths.absolute(path), &status) == 0 else { continue }
            candidates.append(
                RetentionCandidate(
                    target: .orphan(path),
                    since: UTCTime(
                        nanoseconds: Int64(status.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(status.st_mtim.tv_nsec)),
                    bytes: Int64(status.st_size), newest: 0))
        }
        return candidates
    }
}
