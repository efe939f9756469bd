import Foundation
import GRDB
import MerkleLog

/// Compares what lies in the folder of recordings with what rows and entries account for.
extension JournalVerifier {
    mutating func checkStrayFiles(
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

    /// What an entry says of a file that was set aside.
    private struct Orphan {
        var entry: Int64
        var oldPath: String
        var bytes: Int64
        var sha256: [UInt8]?
    }

    /// Compares the files that a start set aside with the entries that tell of them.
    mutating func checkOrphans(_ database: Database) throws {
        let orphans = try orphans(database)
        for (path, orphan) in orphans.sorted(by: { ($0.value.entry, $0.key) < ($1.value.entry, $1.key) }) {
            guard erasedFiles[path] == nil else { continue }
            // Between the entry and the move the file stands where it was found; the next start moves it.
            let place = reader.paths.absolute(path)
            // And where an entry is spoilt, it may be the one that erased the file.
            if try Disk.kind(of: place) == nil {
                guard suspects.isEmpty, try Disk.kind(of: reader.paths.absolute(orphan.oldPath)) == nil else {
                    continue
                }
            }
            if orphan.sha256 == nil { unsummedOrphans += 1 }
            try checkBytes(of: path, bytes: orphan.bytes, sha256: orphan.sha256) { cause in
                JournalFinding(.file, entry: orphan.entry, place: path, cause)
            }
        }
        guard suspects.isEmpty, try Disk.kind(of: reader.paths.orphans) == .directory else { return }
        let garbage = Set(try String.fetchAll(database, sql: "SELECT path FROM garbage"))
        for name in try Disk.names(in: reader.paths.orphans) {
            let path = "\(JournalPaths.recordingsName)/\(JournalPaths.orphansName)/\(name)"
            if let eraser = erasedFiles[path] {
                guard !garbage.contains(path), orphans[path].map({ $0.entry < eraser }) ?? true else { continue }
                blame(JournalFinding(.file, entry: eraser, place: path, "the file is there, although it was erased"))
            } else if orphans[path] == nil, !reader.isLive {
                blame(JournalFinding(.file, entry: nil, place: path, "no entry tells of this file"))
            }
        }
    }

    private func orphans(_ database: Database) throws -> [String: Orphan] {
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT e.seq, p.body FROM entry e JOIN payload p ON p.seq = e.seq WHERE e.kind = 'recording.orphaned'
                ORDER BY e.seq
                """)
        var orphans: [String: Orphan] = [:]
        while let row = try rows.next() {
            let seq: Int64 = try row.value("seq")
            guard !suspects.contains(seq),
                case .array(let files)? = try reader.payload(row.value("body"), seq: seq)["files"]
            else { continue }
            for file in files {
                guard let path = file["moved_to"]?.string, let old = file["path"]?.string,
                    let bytes = file["bytes"]?.integer
                else { continue }
                orphans[path] = Orphan(
                    entry: seq, oldPath: old, bytes: bytes, sha256: file["sha256"]?.string.flatMap(Hexadecimal.bytes))
            }
        }
        return orphans
    }
}
