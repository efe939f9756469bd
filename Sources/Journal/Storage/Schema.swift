import GRDB

/// The database's schema, as the steps from each version to the next.
///
/// `user_version` counts the steps that have been taken. A step is never changed once a journal may have taken it;
/// whatever comes later is a further step.
enum Schema {
    /// `application_id` of a journal: "KARA".
    static let applicationID: Int64 = 0x4B41_5241

    /// The version that this program writes.
    static var version: Int { steps.count }

    /// What brings a database from version *n* to *n + 1*.
    static let steps: [@Sendable (Database) throws -> Void] = [
        { try $0.execute(sql: first) },
        SchemaProof.migrate,
        SchemaDelivery.migrate,
    ]

    private static let first = """
        CREATE TABLE journal (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            site TEXT NOT NULL CHECK (site <> ''),
            created INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE entry (
            seq INTEGER PRIMARY KEY CHECK (seq > 0),
            record BLOB NOT NULL,
            leaf BLOB NOT NULL CHECK (length(leaf) = 32),
            kind TEXT NOT NULL,
            camera TEXT,
            event INTEGER,
            utc INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX entry_by_utc ON entry (utc);
        CREATE INDEX entry_by_event ON entry (event) WHERE event IS NOT NULL;

        CREATE TRIGGER entry_has_no_gap BEFORE INSERT ON entry
        WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entry)
        BEGIN SELECT RAISE(ABORT, 'an entry must follow the newest one'); END;
        CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END;
        CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is never deleted'); END;

        CREATE TABLE payload (
            seq INTEGER PRIMARY KEY REFERENCES entry (seq),
            salt BLOB NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        CREATE TRIGGER payload_is_never_changed BEFORE UPDATE ON payload
        BEGIN SELECT RAISE(ABORT, 'a payload is never changed'); END;

        CREATE TABLE event (
            id INTEGER PRIMARY KEY REFERENCES entry (seq),
            kind TEXT NOT NULL,
            camera TEXT,
            rule TEXT,
            alarm_kind TEXT,
            opened INTEGER NOT NULL,
            closing INTEGER REFERENCES entry (seq),
            reason TEXT,
            newest INTEGER NOT NULL REFERENCES entry (seq),
            CHECK ((closing IS NULL) = (reason IS NULL))
        ) STRICT;
        CREATE INDEX event_by_opened ON event (opened);
        CREATE INDEX event_by_camera ON event (camera, id);
        CREATE INDEX event_open ON event (id) WHERE closing IS NULL;

        CREATE TABLE snapshot (
            seq INTEGER PRIMARY KEY REFERENCES entry (seq),
            event INTEGER NOT NULL REFERENCES event (id),
            camera TEXT NOT NULL,
            path TEXT NOT NULL UNIQUE,
            taken INTEGER NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 BLOB NOT NULL CHECK (length(sha256) = 32)
        ) STRICT;
        CREATE INDEX snapshot_by_event ON snapshot (event);

        CREATE TABLE recording (
            id INTEGER PRIMARY KEY,
            event INTEGER NOT NULL REFERENCES event (id),
            camera TEXT NOT NULL,
            path TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL CHECK (state IN ('open', 'sealed', 'abandoned', 'crashed', 'lost')),
            began INTEGER NOT NULL,
            frames INTEGER NOT NULL DEFAULT 0,
            bytes INTEGER NOT NULL DEFAULT 0,
            cut_frames INTEGER NOT NULL DEFAULT 0,
            sha256 BLOB CHECK (length(sha256) = 32),
            frame_index BLOB,
            entry INTEGER REFERENCES entry (seq),
            reason TEXT,
            CHECK ((state = 'open') = (entry IS NULL))
        ) STRICT;
        CREATE INDEX recording_by_event ON recording (event);
        CREATE INDEX recording_open ON recording (id) WHERE state = 'open';

        CREATE TABLE cursor (
            destination TEXT PRIMARY KEY CHECK (destination <> ''),
            seq INTEGER NOT NULL CHECK (seq >= 0)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER cursor_never_returns BEFORE UPDATE ON cursor
        WHEN NEW.seq < OLD.seq
        BEGIN SELECT RAISE(ABORT, 'a cursor never moves back'); END;
        """
}
