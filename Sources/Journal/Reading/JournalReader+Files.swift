import Foundation
import GRDB

/// The files of events: snapshots and recordings.
extension JournalReader {
    /// The files of one event that entries tell of, in the order of the entries: snapshots and recordings.
    ///
    /// A recording that still takes frames is not among them.
    public func files(of event: Int64) throws(JournalError) -> [EventFile] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT seq, event, path, bytes, sha256, NULL AS frame_index, erased FROM snapshot WHERE event = ?1
                    UNION ALL
                    SELECT entry, event, path, bytes, sha256, coalesce(frame_index, x''), erased FROM recording
                    WHERE event = ?1 AND entry IS NOT NULL
                    ORDER BY 1
                    """, arguments: [event])
            return try rows.map { row in
                try EventFile(
                    entry: row.value(at: 0), event: row.value(at: 1), path: row.value(at: 2), bytes: row.value(at: 3),
                    sha256: (row.value(at: 4) as Data?).map { Array($0) } ?? [],
                    index: (row.value(at: 5) as Data?).map { Array($0) },
                    erased: row.value(at: 6))
            }
        }
    }

    /// Opens a snapshot or recording.
    ///
    /// - Throws: ``JournalError``: it is not there any more, or cannot be read.
    public func open(_ file: EventFile) throws(JournalError) -> MediaReader {
        // A row that was tampered with must not lead out of the recordings.
        guard file.path.hasPrefix("\(JournalPaths.recordingsName)/"), !file.path.contains("/../") else {
            throw .corrupt(paths.database, cause: "a row of event \(file.event) names a file outside of the recordings")
        }
        return try MediaReader(path: paths.absolute(file.path))
    }
}
