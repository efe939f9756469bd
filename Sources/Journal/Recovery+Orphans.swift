import GRDB
import MerkleLog
import Timekeeping

/// Files that no row tells of: set aside, with what proves them later.
extension Recovery {
    private static let orphansPerEntry = 100
    /// How many bytes of orphans are summed at a start, which the guard waits for; the entry of the others has no sum.
    private static let summedBytes: Int64 = 1 << 30

    private struct Orphan: Sendable {
        var path: String
        var newPath: String
        var bytes: Int64
        var sha256: [UInt8]?

        var value: CanonicalValue {
            var members: [String: CanonicalValue] = [
                "path": .string(path), "moved_to": .string(newPath), "bytes": .integer(bytes),
            ]
            if let sha256 { members["sha256"] = .string(Hexadecimal.text(sha256)) }
            return .object(members)
        }
    }

    func setOrphansAside() throws(JournalError) {
        let orphans = try sumUp(findOrphans())
        guard !orphans.isEmpty else { return }
        do throws(JournalError) {
            try Disk.makeDirectory(paths.orphans)
        } catch  where error.code == .full {
            // They stay where they are until a start with room for a directory.
            return report(error)
        }
        for start in stride(from: 0, to: orphans.count, by: Self.orphansPerEntry) {
            let some = Array(orphans[start..<min(start + Self.orphansPerEntry, orphans.count)])
            committer.submit(
                draft: EntryDraft(
                    kind: .recordingOrphaned, time: clock.reading(),
                    payload: [
                        "files": .array(some.map(\.value)), "reason": "found at start-up without a row",
                    ]),
                step: .none
            ) { [paths, report] answer in
                guard case .success = answer else { return }
                for orphan in some {
                    do throws(JournalError) {
                        try Disk.rename(paths.absolute(orphan.path), to: paths.absolute(orphan.newPath))
                        try Disk.synchronizeDirectory(Disk.parent(of: paths.absolute(orphan.path)))
                    } catch {
                        report(error)
                    }
                }
                do throws(JournalError) {
                    try Disk.synchronizeDirectory(paths.orphans)
                } catch {
                    report(error)
                }
            }
        }
    }

    private func sumUp(_ orphans: [Orphan]) throws(JournalError) -> [Orphan] {
        var summed = orphans
        var left = Self.summedBytes
        for index in summed.indices where summed[index].bytes <= left {
            left -= summed[index].bytes
            do throws(JournalError) {
                summed[index].sha256 = try sum(of: paths.absolute(summed[index].path))
            } catch {
                report(error)
            }
        }
        return summed
    }

    private func findOrphans() throws(JournalError) -> [Orphan] {
        var taken = Set(try Disk.kind(of: paths.orphans) == .directory ? Disk.names(in: paths.orphans) : [])
        var orphans: [Orphan] = []
        for day in try Disk.names(in: paths.recordings) where day != JournalPaths.orphansName {
            let directory = "\(paths.recordings)/\(day)"
            switch try Disk.kind(of: directory) {
            case .directory:
                for name in try Disk.names(in: directory) {
                    if let orphan = try orphan("\(day)/\(name)", ["\(day)-", name], &taken) { orphans.append(orphan) }
                }
            case .file:
                if let orphan = try orphan(day, ["", day], &taken) { orphans.append(orphan) }
            case .other, nil: continue
            }
        }
        return orphans
    }

    /// The file at `place`, if it is one and no row tells of it, with the name that it gets.
    private func orphan(
        _ place: String, _ name: [String], _ taken: inout Set<String>
    ) throws(JournalError) -> Orphan? {
        let path = "\(JournalPaths.recordingsName)/\(place)"
        guard try Disk.kind(of: paths.absolute(path)) == .file, try !hasRow(path) else { return nil }
        var newName = name.joined()
        var attempt = 2
        while !taken.insert(newName).inserted {
            newName = "\(name[0])\(attempt)-\(name[1])"
            attempt += 1
        }
        return Orphan(
            path: path, newPath: "\(JournalPaths.recordingsName)/\(JournalPaths.orphansName)/\(newName)",
            bytes: try Disk.size(of: paths.absolute(path)))
    }

    private func hasRow(_ path: String) throws(JournalError) -> Bool {
        try read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM recording WHERE path = ?1)
                        OR EXISTS (SELECT 1 FROM snapshot WHERE path = ?1)
                    """, arguments: [path]) ?? false
        }
    }
}
