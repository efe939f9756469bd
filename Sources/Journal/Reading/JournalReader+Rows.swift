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
        let seq: Int64 = row[0]
        let bytes: Data = row[1]
        let salt: Data? = row[2]
        return Entry(
            record: try record(bytes, seq: seq), bytes: Array(bytes), payload: try payload(row[3], seq: seq),
            salt: salt.map { Array($0) })
    }

    func summary(_ row: Row, _ database: Database) throws -> EventSummary {
        let id: Int64 = row["id"]
        let closing: Int64? = row["closing"]
        let closingRecord: Data? = row["closing_record"]
        let opening = try record(row["opening_record"], seq: id)
        var closed: TimeReading?
        if let closing, let closingRecord { closed = try record(closingRecord, seq: closing).time }
        return EventSummary(
            id: id, kind: opening.kind, camera: row["camera"], opened: opening.time, closed: closed,
            reason: row["reason"], rule: row["rule"], alarmKind: row["alarm_kind"], lastEntry: row["newest"],
            payload: try payload(row["body"], seq: id), snapshot: row["snapshot"],
            recordings: try recordings(of: id, database), isHeld: row["held"],
            acknowledged: (row["acknowledged"] as Int64?).map { UTCTime(nanoseconds: $0) })
    }

    func recordings(of event: Int64, _ database: Database) throws -> [RecordingSummary] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT id, event, camera, path, state, began, frames, bytes, cut_frames, sha256, reason, erased
                FROM recording
                WHERE event = ? ORDER BY id
                """)
        return try Row.fetchAll(statement, arguments: [event]).map { row in
            let sum: Data? = row["sha256"]
            guard let state = RecordingState(rawValue: row["state"]) else {
                throw JournalError.corrupt(paths.database, cause: "a recording of event \(event) has an unknown state")
            }
            return RecordingSummary(
                id: row["id"], event: row["event"], camera: row["camera"], path: row["path"], state: state,
                began: UTCTime(nanoseconds: row["began"]), frames: row["frames"], bytes: row["bytes"],
                cutFrames: row["cut_frames"], sha256: sum.map { Hexadecimal.text(Array($0)) }, reason: row["reason"],
                erased: row["erased"])
        }
    }
}
