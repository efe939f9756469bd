import Foundation
import GRDB
import MerkleLog

/// A file that is about to be unlinked, and whether the log bears that out.
struct GarbageRow: Sendable {
    /// Relative to the journal's directory.
    var path: String
    /// The entry that the row names as its eraser.
    var entry: Int64
    /// Whether that entry erased it, and no row about the file says otherwise.
    var isProven: Bool

    /// The rows in the order of their paths, at most `limit`; -1 for all.
    ///
    /// The table is a projection, which anybody who can write to the database can add to; what it says is believed only as
    /// far as the entry says it too, with a payload that has the digest in its record.
    static func all(_ database: Database, limit: Int = -1) throws -> [GarbageRow] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT g.path, g.entry, (SELECT erased FROM recording WHERE path = g.path) AS recording,
                    (SELECT erased FROM snapshot WHERE path = g.path) AS snapshot,
                    EXISTS (SELECT 1 FROM recording WHERE path = g.path)
                        OR EXISTS (SELECT 1 FROM snapshot WHERE path = g.path) AS has_row
                FROM garbage g ORDER BY g.path LIMIT ?
                """, arguments: [limit])
        var erased: [Int64: Set<String>] = [:]
        return try rows.map { row in
            let (path, entry): (String, Int64) = try (row.value("path"), row.value("entry"))
            if erased[entry] == nil { erased[entry] = try files(erasedBy: entry, database) }
            let eraser = try row.value("recording") as Int64? ?? row.value("snapshot") as Int64?
            let isOrphan = path.hasPrefix("\(JournalPaths.recordingsName)/\(JournalPaths.orphansName)/")
            let agrees = try row.value("has_row") as Bool ? eraser == entry : isOrphan
            return GarbageRow(
                path: path, entry: entry, isProven: agrees && erased[entry]?.contains(path) == true)
        }
    }

    private static func files(erasedBy seq: Int64, _ database: Database) throws -> Set<String> {
        let row = try Row.fetchOne(
            database,
            sql: "SELECT e.record, p.salt, p.body FROM entry e JOIN payload p ON p.seq = e.seq WHERE e.seq = ?",
            arguments: [seq])
        guard let row else { return [] }
        let (record, salt, body): (Data, Data, Data) = try (row.value("record"), row.value("salt"), row.value("body"))
        guard let record = EntryRecord(bytes: Array(record)), record.seq == seq, record.kind == .retentionErased,
            EntryRecord.digest(salt: Array(salt), payload: Array(body)) == record.digest
        else { return [] }
        return Set(ErasureRecord(try CanonicalValue(parsing: Array(body))).files)
    }
}
