import Foundation
import GRDB
import MerkleLog
import Timekeeping

/// From rows to values; whatever cannot be read is an error that names its entry.
extension JournalReader {
    static func bounded(_ limit: Int) -> Int { max(0, min(limit, largestLimit)) }

    func read<T>(_ body: (Database) throws -> T) throws(JournalError) -> T {
        do {
            return try database.read(body)
        } catch let error as JournalError {
            throw error
        } catch {
            throw .database(error, paths.database, doing: "read the journal")
        }
    }

    func record(_ data: Data, seq: Int64) throws(JournalError) -> EntryRecord {
        guard let record = EntryRecord(bytes: Array(data)), record.seq == seq else {
            throw .corrupt(paths.database, cause: "the record of entry \(seq) cannot be read")
        }
        return record
    }

    func payload(_ data: Data?, seq: Int64) throws(JournalError) -> CanonicalValue {
        guard let data else { return .null }
        do throws(CanonicalError) {
            return try CanonicalValue(parsing: Array(data))
        } catch {
            throw .corrupt(paths.database, cause: "the payload of entry \(seq) cannot be read (\(error))")
        }
    }

    func entry(_ row: Row) throws -> Entry {
        let seq: Int64 = try row.value(at: 0)
        let bytes: Data = try row.value(at: 1)
        let salt: Data? = try row.value(at: 2)
        return Entry(
            record: try record(bytes, seq: seq), bytes: Array(bytes), payload: try payload(row.value(at: 3), seq: seq),
            salt: salt.map { Array($0) })
    }

    func summary(_ row: Row, _ database: Database) throws -> EventSummary {
        let id: Int64 = try row.value("id")
        let closing: Int64? = try row.value("closing")
        let closingRecord: Data? = try row.value("closing_record")
        let opening = try record(row.value("opening_record"), seq: id)
        var closed: TimeReading?
        if let closing, let closingRecord { closed = try record(closingRecord, seq: closing).time }
        return try EventSummary(
            id: id, kind: opening.kind, camera: row.value("camera"), opened: opening.time, closed: closed,
            reason: row.value("reason"), rule: row.value("rule"), alarmKind: row.value("alarm_kind"),
            lastEntry: row.value("newest"),
            payload: try payload(row.value("body"), seq: id), snapshot: row.value("snapshot"),
            recordings: try recordings(of: id, database), isHeld: row.value("held"),
            acknowledged: (row.value("acknowledged") as Int64?).map { UTCTime(nanoseconds: $0) })
    }

    func recordings(of event: Int64, _ database: Database) throws -> [RecordingSummary] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, event, camera, path, state, began, frames, bytes, cut_frames, sha256, reason, erased
                FROM recording
                WHERE event = ? ORDER BY id
                """)
        return try Row.fetchAll(statement, arguments: [event]).map { row in
            let sum: Data? = try row.value("sha256")
            guard let state = RecordingState(rawValue: try row.value("state")) else {
                throw JournalError.corrupt(paths.database, cause: "a recording of event \(event) has an unknown state")
            }
            return try RecordingSummary(
                id: row.value("id"), event: row.value("event"), camera: row.value("camera"), path: row.value("path"),
                state: state,
                began: UTCTime(nanoseconds: row.value("began")), frames: row.value("frames"), bytes: row.value("bytes"),
                cutFrames: row.value("cut_frames"), sha256: sum.map { Hexadecimal.text(Array($0)) },
                reason: row.value("reason"),
                erased: row.value("erased"))
        }
    }
}
