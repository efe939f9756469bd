import Foundation
import GRDB
import MerkleLog
import Timekeeping

/// Writes pieces of work in one transaction: entries, payloads, the projection of events, rows about files.
///
/// Work that contradicts the journal (an update of an event that is not open) is refused by itself and takes no `seq`;
/// whatever SQLite refuses fails the whole transaction.
struct Batch {
    let database: Database
    private(set) var tree: MerkleTree
    private(set) var changes: EventRegistry.Changes
    /// Whether an alarm was among the work.
    private(set) var hasAlarm = false
    private var latest: [Int64: Int64] = [:]
    private var salts = SaltSource()
    private let rows: EntryRows

    init(database: Database, tree: MerkleTree, changes: EventRegistry.Changes) throws {
        self.database = database
        rows = try EntryRows(database)
        self.tree = tree
        self.changes = changes
    }

    /// Writes one piece of work.
    ///
    /// - Parameter signer: the key that signs the log before it, and hands it on if the work says so.
    /// - Returns: The entry, `nil` for a row alone, or why this work is refused.
    /// - Throws: What SQLite says.
    mutating func write(_ work: Work, signer: NoteSigner?) throws -> Result<Entry?, JournalError> {
        if let erasure = work.erasure { return .success(try erase(erasure)) }
        guard var draft = work.draft else {
            if let media = work.media { try write(media, entry: nil) }
            return .success(nil)
        }
        guard case .object(var members) = draft.payload else {
            return .failure(
                .refused(
                    "draft of \(draft.kind.rawValue)", cause: "its payload is no object",
                    mend: "Give a payload with named members"))
        }
        if let successor = work.successor, let signer {
            members.merge(try KeyStatement.payload(from: signer, to: successor.key)) { _, own in own }
        }
        if let mark = work.mark {
            switch try admit(mark) {
            case .refused(let error): return .failure(error)
            case .needless: return .success(nil)
            case .admitted(let camera): draft.camera = camera
            }
        }
        let seq = tree.size + 1
        var step: ResolvedStep?
        switch work.step {
        case .none: break
        case .resolved(let known): step = known
        case .draft(let token):
            do {
                step = try changes.resolve(token, seq: seq)
            } catch {
                return .failure(error)
            }
        }
        if case .close(_, let reason) = step, members["reason"] == nil { members["reason"] = .string(reason) }

        let entry = try append(draft, members, step)
        if let step { try project(step, entry) }
        if let media = work.media { try write(media, entry: seq) }
        if let mark = work.mark { try project(mark, entry: seq) }
        for destination in work.forgotten { try Journal.forget(destination, database) }
        if entry.kind == .eventOpened { hasAlarm = true }
        return .success(entry)
    }

    /// Writes what is kept of many entries at once; the last thing in a transaction.
    func finish() throws {
        for (block, utc) in latest { try EntryBlock.note(block, latest: utc, in: database) }
    }

    /// Inserts the entry of a draft with the payload `members`.
    mutating func append(
        _ draft: EntryDraft, _ members: [String: CanonicalValue], _ step: ResolvedStep?
    ) throws -> Entry {
        let seq = tree.size + 1
        let payload = CanonicalValue.object(members)
        let payloadBytes = payload.canonicalBytes
        let entry = Entry(
            seq: seq, kind: draft.kind, camera: draft.camera, time: draft.time, event: step?.event(seq: seq),
            payload: payload, payloadBytes: payloadBytes, salt: try salts.next())
        let leaf = entry.leaf
        try rows.insert(entry, payload: payloadBytes, leaf: leaf, completing: tree.append(leaf))
        let block = EntryBlock.number(of: seq)
        latest[block] = max(latest[block] ?? .min, entry.time.utc.nanoseconds)
        return entry
    }

    /// Signs the log as this batch leaves it.
    ///
    /// - Returns: The checkpoint, which is in the database when the transaction is committed.
    func sign(origin: LogOrigin, with signers: [NoteSigner]) throws -> SignedNote {
        let checkpoint = Checkpoint(origin: origin.description, size: tree.size, root: tree.root)
        let note = try checkpoint.note(signedBy: signers)
        try database.cachedStatement(sql: "INSERT OR REPLACE INTO checkpoint (size, note) VALUES (?, ?)").execute(
            arguments: [tree.size, Data(note.encoded.utf8)])
        return note
    }

    private func project(_ step: ResolvedStep, _ entry: Entry) throws {
        switch step {
        case .open:
            try database.cachedStatement(
                sql: """
                    INSERT INTO event (id, kind, camera, rule, alarm_kind, opened, newest) VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [
                entry.seq, entry.kind.rawValue, entry.camera, entry.payload["rule"]?.string,
                entry.payload["alarm_kind"]?.string, entry.time.utc.nanoseconds, entry.seq,
            ])
        case .update(let id):
            try database.cachedStatement(sql: "UPDATE event SET newest = ? WHERE id = ?").execute(
                arguments: [entry.seq, id])
        case .close(let id, let reason):
            try database.cachedStatement(
                sql: "UPDATE event SET newest = ?, closing = ?, reason = ? WHERE id = ? AND closing IS NULL"
            ).execute(arguments: [entry.seq, entry.seq, reason, id])
        }
    }

    private func write(_ media: MediaChange, entry: Int64?) throws {
        switch media {
        case .recordingOpened(let event, let camera, let path, let began):
            try database.cachedStatement(
                sql: "INSERT INTO recording (event, camera, path, state, began) VALUES (?, ?, ?, 'open', ?)"
            ).execute(arguments: [event, camera, path, began.nanoseconds])
        case .recordingEnded(let path, let outcome):
            try database.cachedStatement(
                sql: """
                    UPDATE recording SET state = ?, frames = ?, bytes = ?, cut_frames = ?, sha256 = ?, frame_index = ?,
                        entry = ?, reason = ? WHERE path = ?
                    """
            ).execute(arguments: [
                outcome.state.rawValue, outcome.frames, outcome.bytes, outcome.cutFrames, Data(outcome.sha256),
                Data(outcome.index), entry, outcome.reason, path,
            ])
        case .snapshotStored(let event, let camera, let path, let taken, let bytes, let sha256):
            try database.cachedStatement(
                sql: """
                    INSERT INTO snapshot (seq, event, camera, path, taken, bytes, sha256) VALUES (?, ?, ?, ?, ?, ?, ?)
                    """
            ).execute(arguments: [entry, event, camera, path, taken.nanoseconds, bytes, Data(sha256)])
        case .garbageGone(let paths):
            let statement = try database.cachedStatement(sql: "DELETE FROM garbage WHERE path = ?")
            for path in paths { try statement.execute(arguments: [path]) }
        }
    }
}
