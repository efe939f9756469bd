import GRDB

extension Journal {
    /// Notes, durably, that `destination` has acknowledged everything up to `seq`. Waits for the disk.
    ///
    /// Moving to where the cursor is changes nothing.
    ///
    /// - Throws: `JournalError`, code `refused`, if the cursor would move back or beyond the head.
    public func moveCursor(of destination: String, to seq: Int64) throws(JournalError) {
        let place = "cursor of destination '\(destination)'"
        guard !destination.isEmpty else {
            throw .refused(place, cause: "the destination has no name", mend: "Name the destination")
        }
        do {
            try pool.write { database in
                let head = try Int64.fetchOne(database, sql: "SELECT max(seq) FROM entry") ?? 0
                let present =
                    try Int64.fetchOne(
                        database, sql: "SELECT seq FROM cursor WHERE destination = ?", arguments: [destination]) ?? 0
                guard seq <= head, seq >= present else {
                    throw JournalError.refused(
                        place, cause: "it is at \(present), the journal ends at \(head); it cannot move to \(seq)",
                        mend: "Check that the destination acknowledges what this site sent")
                }
                guard seq > present else { return }
                try database.execute(
                    sql: """
                        INSERT INTO cursor (destination, seq) VALUES (?, ?)
                        ON CONFLICT (destination) DO UPDATE SET seq = excluded.seq
                        """, arguments: [destination, seq])
            }
        } catch let error as JournalError {
            throw error
        } catch {
            let failure = JournalError.database(error, paths.database, doing: "move the \(place)")
            committer.noteFailure(failure)
            throw failure
        }
    }
}
