import GRDB
import MerkleLog

/// Which keys the log has had, as its own entries tell.
struct KeyHistory {
    /// The key that the log's newest entry about keys names, as it is written there; `nil` if no entry names one.
    let newest: String?

    init(_ database: Database, reader: JournalReader) throws {
        let row = try Row.fetchOne(
            database,
            sql: """
                SELECT e.seq, p.body FROM entry e LEFT JOIN payload p ON p.seq = e.seq
                WHERE e.kind IN ('key.created', 'key.rotated') ORDER BY e.seq DESC LIMIT 1
                """)
        newest = try row.flatMap { row in try reader.payload(row.value("body"), seq: row.value("seq"))["key"]?.string }
    }
}
