import Foundation
import GRDB
import MerkleLog
import Timekeeping

/// What is written down of deliveries. Calls wait for the disk; none of them is part of the log.
extension Journal {
    /// Notes, durably and at once for all lanes, up to where `destination` has been served; optionally with the receipt that
    /// it gave.
    ///
    /// Moving to where a cursor is changes nothing. Of the receipts those are kept that say more than the others: the newest,
    /// the first that covers an alarm, and one a day.
    ///
    /// - Throws: `JournalError`, code `refused`, if a cursor would move back or beyond the head.
    public func moveCursors(
        of destination: String, to seqs: [Lane: Int64], with receipt: StoredReceipt? = nil
    ) throws(JournalError) {
        try deliver(destination, doing: "move the cursors") { database, place in
            let head = try Int64.fetchOne(database, sql: "SELECT max(seq) FROM entry") ?? 0
            let present = try JournalReader.cursors(of: destination, database)
            for (lane, seq) in seqs {
                let before = present[lane] ?? 0
                guard seq <= head, seq >= before else {
                    throw JournalError.refused(
                        place,
                        cause:
                            "lane \(lane.rawValue) is at \(before), the journal ends at \(head); it cannot move to \(seq)",
                        mend: "Check that the destination acknowledges what this site sent")
                }
                guard seq > before || present[lane] == nil else { continue }
                try Self.set(seq, destination, lane, database)
            }
            if let receipt { try Self.store(receipt, head: head, place, database) }
        }
    }

    /// Moves the cursor of one lane back: the receiver says that it has this lane only up to `seq`.
    ///
    /// A cursor that is not beyond `seq` stays where it is.
    public func rewindCursor(of destination: String, lane: Lane, to seq: Int64) throws(JournalError) {
        try deliver(destination, doing: "move a cursor back") { database, place in
            guard seq >= 0 else {
                throw JournalError.refused(
                    place, cause: "\(seq) is no entry", mend: "Check what the destination says that it has")
            }
            let present = try JournalReader.cursors(of: destination, database)
            guard let before = present[lane], before > seq else { return }
            try Self.set(seq, destination, lane, database)
        }
    }

    /// Writes down that a destination refuses an entry or its file, or what is to become of that.
    public func keep(_ record: QuarantineRecord) throws(JournalError) {
        try deliver(record.destination, doing: "write down a quarantine") { database, _ in
            let event = try Int64.fetchOne(
                database, sql: "SELECT event FROM entry WHERE seq = ?", arguments: [record.seq])
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO quarantine (destination, seq, lane, event, code, reason, state, refused)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    record.destination, record.seq, record.lane.rawValue, event, record.code, record.reason,
                    record.state.rawValue, record.refused.nanoseconds,
                ])
        }
    }

    /// Forgets a quarantine: the destination took the entry after all.
    public func releaseQuarantine(of destination: String, seq: Int64, lane: Lane) throws(JournalError) {
        try deliver(destination, doing: "end a quarantine") { database, _ in
            try database.execute(
                sql: "DELETE FROM quarantine WHERE destination = ? AND seq = ? AND lane = ?",
                arguments: [destination, seq, lane.rawValue])
        }
    }

    /// Pauses a destination, or with `nil` ends a pause.
    public func setPause(of destination: String, _ pause: DeliveryPause?) throws(JournalError) {
        try deliver(destination, doing: "write down a pause") { database, _ in
            if let pause {
                try database.execute(
                    sql: "INSERT OR REPLACE INTO pause (destination, until, reason) VALUES (?, ?, ?)",
                    arguments: [destination, pause.until.nanoseconds, pause.reason])
            } else {
                try database.execute(sql: "DELETE FROM pause WHERE destination = ?", arguments: [destination])
            }
        }
    }

    /// Forgets how far a destination has come, and all else about it but its receipts, which remain proof.
    public func abandon(destination: String) throws(JournalError) {
        try deliver(destination, doing: "abandon a destination") { database, _ in
            try Self.forget(destination, database)
        }
    }

    /// Appends an entry of no event and, in the same transaction, forgets destinations as ``abandon(destination:)`` does:
    /// both have happened, or neither.
    ///
    /// - Throws: ``JournalError`` as soon as committing it fails; nothing is forgotten then, and there is no entry.
    @discardableResult
    public func append(
        _ draft: EntryDraft, abandoning destinations: Set<String>
    ) async throws(JournalError) -> Entry {
        let answer = await withCheckedContinuation { continuation in
            committer.submit(draft: draft, step: .none, forgetting: destinations, isImpatient: true) {
                continuation.resume(returning: $0)
            }
        }
        guard let entry = try answer.get() else { throw .closed(paths.database) }
        return entry
    }

    static func forget(_ destination: String, _ database: Database) throws {
        for table in ["cursor", "quarantine", "pause"] {
            try database.execute(sql: "DELETE FROM \(table) WHERE destination = ?", arguments: [destination])
        }
    }

    private func deliver(
        _ destination: String, doing what: String, _ body: (Database, _ place: String) throws -> Void
    ) throws(JournalError) {
        let place = "destination '\(destination)'"
        guard !destination.isEmpty else {
            throw .refused(place, cause: "the destination has no name", mend: "Name the destination")
        }
        do {
            try pool.write { try body($0, place) }
        } catch let error as JournalError {
            throw error
        } catch {
            let failure = JournalError.database(error, paths.database, doing: "\(what) of \(place)")
            committer.noteFailure(failure)
            throw failure
        }
    }

    private static func set(_ seq: Int64, _ destination: String, _ lane: Lane, _ database: Database) throws {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO cursor (destination, lane, seq) VALUES (?, ?, ?)
                ON CONFLICT (destination, lane) DO UPDATE SET seq = excluded.seq
                """)
        try statement.execute(arguments: [destination, lane.rawValue, seq])
    }

    private static func store(_ receipt: StoredReceipt, head: Int64, _ place: String, _ database: Database) throws {
        guard receipt.size > 0, receipt.size <= head else {
            throw JournalError.refused(
                place, cause: "it signed for \(receipt.size) entries, and the journal has \(head)",
                mend: "Check that the receipt is for this site's log")
        }
        let newest = try Row.fetchAll(
            try database.cachedStatement(
                sql: "SELECT size, received FROM receipt WHERE destination = ? ORDER BY size DESC LIMIT 2"),
            arguments: [receipt.destination])
        if newest.count == 2 {
            let (last, before): (Row, Row) = (newest[0], newest[1])
            let day: Int64 = 86_400_000_000_000
            let isSameDay = (last["received"] as Int64) / day == (before["received"] as Int64) / day
            let coversAlarm = try Bool.fetchOne(
                try database.cachedStatement(
                    sql: "SELECT EXISTS (SELECT 1 FROM event WHERE id > ? AND id <= ? AND kind = 'event.opened')"),
                arguments: [before["size"] as Int64, last["size"] as Int64])
            if isSameDay, coversAlarm == false, (last["size"] as Int64) < receipt.size {
                try database.cachedStatement(sql: "DELETE FROM receipt WHERE destination = ? AND size = ?").execute(
                    arguments: [receipt.destination, last["size"] as Int64])
            }
        }
        try database.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO receipt (destination, size, note, signed, key, received) VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            receipt.destination, receipt.size, Data(receipt.note.encoded.utf8), Int64(clamping: receipt.signed),
            receipt.key, receipt.received.nanoseconds,
        ])
    }
}
