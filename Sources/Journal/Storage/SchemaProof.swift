import Foundation
import GRDB
import MerkleLog

/// The step to version 2: what the log proves, what may be erased, and what may not.
///
/// `entry.nodes` holds the interior nodes of the Merkle tree that the entry's leaf completes, from level 1 upwards, 32 bytes
/// each; node (level, index) is thus found in one row, that of `NodePlace.completedBy`. `entry_block` holds the latest UTC among each 1024 entries: what is asked for since some time is found by
/// passing over blocks, which a clock that steps back cannot lead astray, and costs an append nothing. `erasure`, `hold` and the columns
/// `erased` are projections of entries, as `event` is: the log alone says what is true.
enum SchemaProof {
    @Sendable static func migrate(_ database: Database) throws {
        try database.execute(sql: tables)
        try addNodes(to: database)
        try database.execute(sql: entryIsNeverChanged)
    }

    private static func addNodes(to database: Database) throws {
        var tree = MerkleTree()
        let update = try database.cachedStatement(sql: "UPDATE entry SET nodes = ? WHERE seq = ?")
        // Collected page by page: a row must not be changed under the cursor that reads it.
        while true {
            let page = try Row.fetchAll(
                database, sql: "SELECT seq, leaf FROM entry WHERE seq > ? ORDER BY seq LIMIT 10000",
                arguments: [tree.size])
            if page.isEmpty { return }
            for row in page {
                guard let leaf = TreeHash(bytes: try row.value("leaf") as Data), try row.value("seq") == tree.size + 1
                else {
                    throw JournalError.refused(
                        "entry \(tree.size + 1)", cause: "it is missing, or its leaf is no hash",
                        mend: "Keep the journal as it is, and see what `karaulactl journal salvage` reads from it")
                }
                let nodes = tree.append(leaf)
                guard !nodes.isEmpty else { continue }
                try update.execute(arguments: [Data(nodes.flatMap(\.bytes)), tree.size])
            }
        }
    }

    private static let tables = """
        ALTER TABLE journal ADD COLUMN generation INTEGER NOT NULL DEFAULT 1 CHECK (generation > 0);

        DROP TRIGGER entry_is_never_changed;
        ALTER TABLE entry ADD COLUMN nodes BLOB CHECK (nodes IS NULL OR length(nodes) % 32 = 0 AND length(nodes) > 0);

        DROP INDEX entry_by_utc;
        CREATE TABLE entry_block (
            block INTEGER PRIMARY KEY CHECK (block >= 0),
            latest INTEGER NOT NULL
        ) STRICT;
        INSERT INTO entry_block SELECT (seq - 1) / 1024, max(utc) FROM entry GROUP BY 1;

        CREATE TABLE checkpoint (
            size INTEGER PRIMARY KEY REFERENCES entry (seq),
            note BLOB NOT NULL
        ) STRICT;

        CREATE TABLE hold (
            event INTEGER PRIMARY KEY REFERENCES event (id),
            entry INTEGER NOT NULL REFERENCES entry (seq)
        ) STRICT;

        CREATE TABLE erasure (
            first INTEGER PRIMARY KEY REFERENCES entry (seq),
            last INTEGER NOT NULL REFERENCES entry (seq) CHECK (last >= first),
            entry INTEGER NOT NULL REFERENCES entry (seq)
        ) STRICT;

        ALTER TABLE recording ADD COLUMN erased INTEGER REFERENCES entry (seq);
        ALTER TABLE snapshot ADD COLUMN erased INTEGER REFERENCES entry (seq);
        CREATE INDEX recording_kept ON recording (began) WHERE erased IS NULL;
        CREATE INDEX snapshot_kept ON snapshot (taken) WHERE erased IS NULL;
        CREATE INDEX entry_by_kind ON entry (kind, seq)
            WHERE kind NOT IN ('event.opened', 'event.updated', 'event.closed', 'event.snapshot', 'event.recording');

        CREATE TABLE garbage (
            path TEXT PRIMARY KEY,
            entry INTEGER NOT NULL REFERENCES entry (seq)
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER held_payload_stays BEFORE DELETE ON payload
        WHEN EXISTS (SELECT 1 FROM entry e JOIN hold h ON h.event = e.event WHERE e.seq = OLD.seq)
        BEGIN SELECT RAISE(ABORT, 'the event of this payload is on hold'); END;
        CREATE TRIGGER held_recording_stays BEFORE UPDATE OF erased ON recording
        WHEN NEW.erased IS NOT NULL AND EXISTS (SELECT 1 FROM hold WHERE event = OLD.event)
        BEGIN SELECT RAISE(ABORT, 'the event of this recording is on hold'); END;
        CREATE TRIGGER held_snapshot_stays BEFORE UPDATE OF erased ON snapshot
        WHEN NEW.erased IS NOT NULL AND EXISTS (SELECT 1 FROM hold WHERE event = OLD.event)
        BEGIN SELECT RAISE(ABORT, 'the event of this snapshot is on hold'); END;
        """

    private static let entryIsNeverChanged = """
        CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
        """
}
