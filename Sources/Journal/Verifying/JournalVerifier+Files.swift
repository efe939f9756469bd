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
            var media = try Media(
                path: row.value("path"), camera: row.value("camera"), entry: row.value("entry"),
                event: row.value("event"), bytes: row.value("bytes"),
                sha256: (row.value("sha256") as Data?).map { Array($0) }, erased: row.value("erased"),
                frameIndex: (row.value("frame_index") as Data?).map { Array($0) })
            let state: String = try row.value("state")
            media.isOpen = state == RecordingState.open.rawValue
            media.isLost = state == RecordingState.lost.rawValue
            media.details = try [
                "state": .string(state), "frames": .integer(row.value("frames")), "bytes": .integer(media.bytes),
                "cut_frames": .integer(row.value("cut_frames")),
                "began": .string(UTCTime(nanoseconds: row.value("began")).rfc3339),
                "reason": (row.value("reason") as String?).map { .string($0) } ?? .null,
                "index_sha256": .string(Hexadecimal.text(SHA256Sum.of(media.frameIndex ?? []))),
            ]
            known.insert(media.path)
            try check(media, kind: .eventRecording, toldBy: tellers[media.path], database)
        }
        let snapshots = try Row.fetchCursor(
            database, sql: "SELECT path, event, camera, taken, bytes, sha256, seq, erased FROM snapshot ORDER BY seq")
        while let row = try snapshots.next() {
            var media = try Media(
                path: row.value("path"), camera: row.value("camera"), entry: row.value("seq"),
                event: row.value("event"), bytes: row.value("bytes"),
                sha256: (row.value("sha256") as Data?).map { Array($0) }, erased: row.value("erased"))
            media.details = try [
                "bytes": .integer(media.bytes),
                "taken": .string(UTCTime(nanoseconds: row.value("taken")).rfc3339),
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
        try checkOrphans(database)
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
            try row.value("kind") == kind.rawValue, try row.value("event") == media.event,
            try row.value("camera") == media.camera
        else { return blame(found("no entry of event \(media.event) tells of it")) }
        if let body = try row.value("body") as Data? {
            let payload = try reader.payload(body, seq: seq)
            let sum = media.sha256.map { CanonicalValue.string(Hexadecimal.text($0)) }
            let differs = media.details.contains { payload[$0.key] ?? .null != $0.value }
            if payload["path"]?.string != media.path || payload["sha256"] != sum || differs {
                return blame(found("its row is not what entry \(seq) says"))
            }
        }
        // An entry that is spoilt itself cannot tell any more what it erased.
        guard erasedFiles[media.path] == media.erased || suspects.contains(media.erased) else {
            return blame(found("what its row says of its erasure is not what the entries say"))
        }
        guard media.erased == nil, !media.isLost else { return }
        // A closed file without a sum is none that was written: nothing has an empty one.
        try checkBytes(of: media.path, bytes: media.bytes, sha256: media.sha256 ?? [], found)
    }

    /// Compares a file with what was written; without a sum, its length alone.
    mutating func checkBytes(
        of file: String, bytes expected: Int64, sha256: [UInt8]?, _ found: (String) -> JournalFinding
    ) throws {
        let path = reader.paths.absolute(file)
        do throws(JournalError) {
            guard try Disk.kind(of: path) == .file else { return missingFiles.append((file, found(Self.gone))) }
            var hasher = SHA256()
            var bytes: Int64 = 0
            try Disk.read(path) { piece in
                hasher.update(bufferPointer: piece)
                bytes += Int64(piece.count)
                return true
            }
            report.files += 1
            if bytes != expected {
                blame(found("the file has \(bytes) bytes, and \(expected) were written"))
            } else if let sha256, Array(hasher.finalize()) != sha256 {
                blame(found("the file's bytes are not those that were written"))
            }
        } catch  where error.code == .missing {
            missingFiles.append((file, found(Self.gone)))
        } catch {
            blame(found("the file cannot be read: \(error.cause)"))
        }
    }

    private static let gone = "the file is missing"

    /// Blames files that are missing, but for those that were erased since the state that is judged: while rows and files
    /// are compared, a running daemon erases, and a file goes when its entry is committed.
    mutating func judgeMissingFiles() throws(JournalError) {
        guard !missingFiles.isEmpty else { return }
        let (paths, size, reader) = (missingFiles.map(\.path), tree.size, reader)
        let erased = try reader.read { database -> Set<String> in
            var erased: Set<String> = []
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT e.seq, p.body FROM entry e JOIN payload p ON p.seq = e.seq
                    WHERE e.kind = 'retention.erased' AND e.seq > ? ORDER BY e.seq
                    """, arguments: [size])
            while let row = try rows.next() {
                let payload = try reader.payload(row.value("body"), seq: row.value("seq"))
                erased.formUnion(ErasureRecord(payload).files)
            }
            return erased.intersection(paths)
        }
        for file in missingFiles where !erased.contains(file.path) { blame(file.finding) }
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
            let seq: Int64 = try row.value("seq")
            guard !suspects.contains(seq), let body = try row.value("body") as Data?,
                let path = try reader.payload(body, seq: seq)["path"]?.string
            else { continue }
            tellers[path] = seq
        }
        return tellers
    }
}
