import GRDB

/// The step to version 3: how far each destination has come in each lane, and what it signed for.
///
/// Working state all of it, and not part of the log: what a destination has is in its own receipts. A cursor may be moved
/// back, when a receiver says that it has lost something; code decides that, and no trigger.
enum SchemaDelivery {
    @Sendable static func migrate(_ database: Database) throws {
        try database.execute(sql: tables)
    }

    private static let tables = """
        DROP TRIGGER cursor_never_returns;
        ALTER TABLE cursor RENAME TO cursor_before;
        CREATE TABLE cursor (
            destination TEXT NOT NULL CHECK (destination <> ''),
            lane TEXT NOT NULL CHECK (lane IN ('assistance', 'alarm', 'routine', 'snapshots', 'recordings')),
            seq INTEGER NOT NULL CHECK (seq >= 0),
            PRIMARY KEY (destination, lane)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO cursor (destination, lane, seq)
            SELECT c.destination, l.value, c.seq FROM cursor_before c,
                json_each('["assistance", "alarm", "routine", "snapshots", "recordings"]') l;
        DROP TABLE cursor_before;

        CREATE TABLE receipt (
            destination TEXT NOT NULL CHECK (destination <> ''),
            size INTEGER NOT NULL CHECK (size > 0),
            note BLOB NOT NULL,
            signed INTEGER NOT NULL,
            key TEXT NOT NULL,
            received INTEGER NOT NULL,
            PRIMARY KEY (destination, size)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE quarantine (
            destination TEXT NOT NULL CHECK (destination <> ''),
            seq INTEGER NOT NULL REFERENCES entry (seq),
            lane TEXT NOT NULL,
            event INTEGER,
            code TEXT NOT NULL,
            reason TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('held', 'retrying', 'dropped')),
            refused INTEGER NOT NULL,
            PRIMARY KEY (destination, seq, lane)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX quarantine_kept ON quarantine (event) WHERE state <> 'dropped';

        CREATE TABLE pause (
            destination TEXT PRIMARY KEY CHECK (destination <> ''),
            until INTEGER NOT NULL,
            reason TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """
}
