import GRDB
import Timekeeping

/// The latest UTC among each 1024 entries, by which what happened since some time is found without an index of every entry.
enum EntryBlock {
    private static let size: Int64 = 1024

    /// The block of an entry, from 0.
    static func number(of seq: Int64) -> Int64 { (seq - 1) / size }

    /// Notes that a block holds an entry of this time.
    static func note(_ block: Int64, latest: Int64, in database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO entry_block (block, latest) VALUES (?, ?)
                ON CONFLICT (block) DO UPDATE SET latest = max(latest, excluded.latest)
                """
        ).execute(arguments: [block, latest])
    }

    /// After which entry the first one of `since` or later may stand, looking behind `after`; `nil` if there is none.
    static func first(after: Int64, since: UTCTime, in database: Database) throws -> Int64? {
        let statement = try database.cachedStatement(
            sql: "SELECT block FROM entry_block WHERE block >= ? AND latest >= ? ORDER BY block LIMIT 1")
        let block = try Int64.fetchOne(
            statement, arguments: [number(of: min(max(0, after), .max - 1) + 1), since.nanoseconds])
        return block.map { $0 * size }
    }
}
