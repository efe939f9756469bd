import GRDB
import Glibc

/// Removes the files that the journal says were erased.
///
/// The order: the row that names the file as garbage is committed with its erasure, then the file is unlinked, then its
/// directory synced, then the row goes. It may be interrupted anywhere and run again.
struct GarbageCollector {
    let paths: JournalPaths
    let report: @Sendable (JournalError) -> Void

    /// Unlinks what the log says was erased.
    ///
    /// - Returns: Those that are gone, durably; the others stay garbage, and are reported.
    func collect(_ rows: [GarbageRow]) -> [String] {
        var gone: [String: [String]] = [:]
        for row in rows {
            let file = row.path
            guard row.isProven else {
                report(
                    .refused(
                        file, cause: "it is to be removed, and entry \(row.entry) did not erase it; it stays",
                        mend: "Verify the journal: its table of garbage was changed"))
                continue
            }
            guard file.hasPrefix("\(JournalPaths.recordingsName)/"), !file.contains("/../") else {
                report(
                    .refused(
                        file, cause: "it is to be removed and lies outside of the recordings",
                        mend: "Verify the journal: its table of garbage was changed"))
                continue
            }
            let path = paths.absolute(file)
            if unlink(path) == 0 || errno == ENOENT {
                gone[Disk.parent(of: file), default: []].append(file)
            } else {
                report(.system(errno, path, doing: "remove what was erased"))
            }
        }
        var done: [String] = []
        for (directory, files) in gone {
            do throws(JournalError) {
                if try Disk.kind(of: paths.absolute(directory)) == .directory {
                    try Disk.synchronizeDirectory(paths.absolute(directory))
                }
                done += files
            } catch {
                report(error)
            }
        }
        return done.sorted()
    }

    /// Removes the directories of days before `today` that are empty.
    ///
    /// Runs on the queue that makes such directories, so that none goes between its making and its first file.
    func removeEmptyDays(before today: String) {
        guard let days = try? Disk.names(in: paths.recordings) else { return }  // the next sweep tries again
        for day in days where day != JournalPaths.orphansName && day < today {
            rmdir("\(paths.recordings)/\(day)")
        }
    }
}
