import Crypto
import Foundation
import GRDB
import MerkleLog
import Timekeeping

/// Compares recordings and snapshots, rows and files, with the entries that tell of them.
extension JournalVerifier {
    /// What an entry says of its file, and what the row says.
    private struct Media {
        var path: String
        var camera: String
        var entry: Int64?
        var event: Int64
        var bytes: Int64
        var sha256: [UInt8]?
        var erased: Int64?
        var frameIndex: [UInt8]?
        var isOpen = false
        var isLost = false
        var details: [String: CanonicalValue] = [:]
    }

    mutating func checkFiles(_ database: Database) throws {
        let tellers = try entriesOfFiles(database)
        let recordings = try Row.fetchCursor(
            database,
            sql: """
                SELECT path, event, camera, began, state, frames, bytes, cut_frames, sha256, frame_index, entry, reason, erased
                FROM recording ORDER BY id
                """)
        var known: Set<String> = []
        while let row = try recordings.next() {
            var media = Media(
                path: row["path"], camera: row["camera"], entry: row["entry"], event: row["event"], bytes: row["bytes"],
                sha256: (row["sha256"] as Data?).map { Array($0) }, erased: row["erased"],
                frameIndex: (row["frame_index"] as Data?).map { Array($0) })
            let state: String = row["state"]
            media.isOpen = state == RecordingState.open.rawValue
            media.isLost = state == RecordingState.lost.rawValue
            media.details = [
                "state": .string(state), "frames": .integer(row["frames"]), "bytes": .integer(media.bytes),
                "cut_frames": .integer(row["cut_frames"]),
                "began": .string(UTCTime(nanoseconds: row["began"]).rfc3339),
                "reason": (row["reason"] as String?).map { .string($0) } ?? .null,
                "index_sha256": .string(Hexadecimal.text(SHA256Sum.of(media.frameIndex ?? []))),
            ]
            known.insert(media.path)
            try check(media, kind: .eventRecording, toldBy: tellers[media.path], database)
        }
        let snapshots = try Row.fetchCursor(
            database, sql: "SELECT path, event, camera, taken, bytes, sha256, seq, erased FROM snapshot ORDER BY seq")
        while let row = try snapshots.next() {
            var media = Media(
                path: row["path"], camera: row["camera"], entry: row["seq"], event: row["event"], bytes: row["bytes"],
                sha256: (row["sha256"] as Data?).map { Array($0) }, erased: row["erased"])
            media.details = [
                "bytes": .integer(media.bytes),
                "taken": .string(UTCTime(nanoseconds: row["taken"]).rfc3339),
            ]
            known.insert(media.path)
            try check(media, kind: .eventSnapshot, toldBy: tellers[media.path], database)
        }
        for (path, seq) in tellers.sorted(by: { $0.value < $1.value }) where !known.contains(path) {
            blame(
                JournalFinding(
                    .file, entry: seq, place: path, "entry \(seq) tells of it, and its row is missing or renamed"))
        }
        try checkStrayFiles(database, known, tellers)
    }

    private mutating func check(
        _ media: Media, kind: EntryKind, toldBy teller: Int64?, _ database: Database
    ) throws {
        guard !media.isOpen || teller != nil else { return }
        guard !suspects.contains(teller ?? media.entry) else { return }
        func found(_ cause: String) -> JournalFinding {
            JournalFinding(.file, entry: teller ?? media.entry, place: media.path, cause)
        }
        if let teller, media.entry != teller {
            return blame(found("its row does not name entry \(teller), which tells of it"))
        }
        let statement = try database.cachedStatement(
            sql: """
                SELECT e.kind, e.camera, e.event, p.body FROM entry e LEFT JOIN payload p ON p.seq = e.seq WHERE e.seq = ?
                """)
        guard let seq = media.entry, let row = try Row.fetchOne(statement, arguments: [seq]),
            row["kind"] == kind.rawValue, row["event"] == media.event, row["camera"] == media.camera
        else { return blame(found("no entry of event \(media.event) tells of it")) }
        if let body = row["body"] as Data? {
            let payload = try reader.payload(body, seq: seq)
            let sum = media.sha256.map { CanonicalValue.string(Hexadecimal.text($0)) }
            let differs = media.details.contains { payload[$0.key] ?? .null != $0.value }
            if payload["path"]?.string != media.path || payload["sha256"] != sum || differs {
                return blame(found("its row is not what entry \(seq) says"))
            }
        }
        guard erasedFiles[media.path] == media.erased else {
            return blame(found("what its row says of its erasure is not what the entries say"))
        }
        guard media.erased == nil, !media.isLost else { return }
        try checkBytes(of: media, found)
    }

    private mutating func checkBytes(of media: Media, _ found: (String) -> JournalFinding) throws {
        let path = reader.paths.absolute(media.path)
        do throws(JournalError) {
            guard try Disk.kind(of: path) == .file else { return blame(found("the file is missing")) }
            var hasher = SHA256()
            var bytes: Int64 = 0
            try Disk.read(path) { piece in
                hasher.update(bufferPointer: piece)
                bytes += Int64(piece.count)
                return true
            }
            report.files += 1
            if bytes != media.bytes {
                blame(found("the file has \(bytes) bytes, and \(media.bytes) were written"))
            } else if Array(hasher.finalize()) != media.sha256 {
                blame(found("the file's bytes are not those that were written"))
            }
        } catch {
            blame(found("the file cannot be read: \(error.cause)"))
        }
    }

    /// Which entry tells of the end of which file.
    private func entriesOfFiles(_ database: Database) throws -> [String: Int64] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT e.seq, p.body FROM entry e JOIN payload p ON p.seq = e.seq
                WHERE e.event IS NOT NULL AND e.kind IN ('event.recording', 'event.snapshot') ORDER BY e.seq
                """)
        var tellers: [String: Int64] = [:]
        while let row = try rows.next() {
            let seq: Int64 = row["seq"]
            guard !suspects.contains(seq), let body = row["body"] as Data?,
                let path = try reader.payload(body, seq: seq)["path"]?.string
            else { continue }
            tellers[path] = seq
        }
        return tellers
    }

    private mutating func checkStrayFiles(
        _ database: Database, _ known: Set<String>, _ tellers: [String: Int64]
    ) throws {
        guard try Disk.kind(of: reader.paths.recordings) == .directory else { return }
        let garbage = Set(try String.fetchAll(database, sql: "SELECT path FROM garbage"))
        for day in try Disk.names(in: reader.paths.recordings) where day != JournalPaths.orphansName {
            let directory = "\(JournalPaths.recordingsName)/\(day)"
            guard try Disk.kind(of: reader.paths.absolute(directory)) == .directory else { continue }
            for name in try Disk.names(in: reader.paths.absolute(directory)) {
                let path = "\(directory)/\(name)"
                if let eraser = erasedFiles[path], !garbage.contains(path) {
                    blame(
                        JournalFinding(.file, entry: eraser, place: path, "the file is there, although it was erased"))
                } else if !known.contains(path), tellers[path] == nil, !reader.isLive, suspects.isEmpty {
                    blame(JournalFinding(.file, entry: nil, place: path, "no row tells of this file"))
                }
            }
        }
    }
}
