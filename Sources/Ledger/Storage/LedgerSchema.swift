import GRDB

/// The schema of a ledger's database, as the steps from each version to the next.
///
/// `user_version` counts the steps that have been taken. A step is never changed once a ledger may have taken it.
enum LedgerSchema {
    /// `application_id` of a ledger: "KLED".
    static let applicationID: Int64 = 0x4B4C_4544

    /// The version that this program writes.
    static var version: Int { steps.count }

    /// What brings a database from version *n* to *n + 1*.
    static let steps: [@Sendable (Database) throws -> Void] = [
        { try $0.execute(sql: first) },
        { try $0.execute(sql: second) },
    ]

    private static let first = """
        CREATE TABLE log (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL UNIQUE,
            complete INTEGER NOT NULL,
            frontier BLOB NOT NULL,
            reach INTEGER NOT NULL,
            newest INTEGER NOT NULL,
            entries INTEGER NOT NULL,
            heard INTEGER NOT NULL,
            witnessed_size INTEGER,
            witnessed_root BLOB CHECK (length(witnessed_root) = 32),
            witnessed_time INTEGER,
            witnessed_note TEXT
        ) STRICT;

        CREATE TABLE entry (
            log INTEGER NOT NULL REFERENCES log (id),
            seq INTEGER NOT NULL CHECK (seq > 0),
            leaf BLOB NOT NULL CHECK (length(leaf) = 32),
            kind TEXT NOT NULL,
            camera TEXT,
            time TEXT NOT NULL,
            record BLOB NOT NULL,
            payload BLOB,
            salt BLOB,
            extra BLOB,
            lane TEXT NOT NULL,
            received INTEGER NOT NULL,
            PRIMARY KEY (log, seq)
        ) STRICT;
        CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
        CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;

        CREATE TABLE subtree (
            log INTEGER NOT NULL REFERENCES log (id),
            seq INTEGER NOT NULL,
            nodes BLOB NOT NULL,
            PRIMARY KEY (log, seq)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE log_key (
            log INTEGER NOT NULL REFERENCES log (id),
            seq INTEGER NOT NULL,
            vkey TEXT NOT NULL,
            standing TEXT NOT NULL,
            PRIMARY KEY (log, seq)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE receipt (
            log INTEGER NOT NULL REFERENCES log (id),
            day INTEGER NOT NULL,
            size INTEGER NOT NULL,
            root BLOB NOT NULL CHECK (length(root) = 32),
            time INTEGER NOT NULL,
            note TEXT NOT NULL,
            PRIMARY KEY (log, day)
        ) STRICT;

        CREATE TABLE file (
            log INTEGER NOT NULL,
            seq INTEGER NOT NULL,
            path TEXT NOT NULL UNIQUE,
            media_type TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32),
            have INTEGER NOT NULL CHECK (have BETWEEN 0 AND bytes),
            completed INTEGER,
            PRIMARY KEY (log, seq),
            FOREIGN KEY (log, seq) REFERENCES entry (log, seq)
        ) STRICT;

        CREATE TABLE alarm (
            id INTEGER PRIMARY KEY,
            source TEXT NOT NULL,
            kind TEXT NOT NULL,
            raised INTEGER NOT NULL,
            seen INTEGER NOT NULL,
            count INTEGER NOT NULL,
            detail TEXT NOT NULL,
            ended INTEGER,
            ending TEXT
        ) STRICT;
        CREATE UNIQUE INDEX alarm_lasting ON alarm (source, kind) WHERE ended IS NULL;
        """

    private static let second = """
        CREATE TABLE ahead_receipt (
            log INTEGER NOT NULL REFERENCES log (id),
            size INTEGER NOT NULL,
            time INTEGER NOT NULL,
            accepted INTEGER NOT NULL,
            reason TEXT NOT NULL,
            PRIMARY KEY (log, size, time)
        ) STRICT, WITHOUT ROWID;
        """
}
