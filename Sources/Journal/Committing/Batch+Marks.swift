import GRDB

/// What people say of events: holds, their release, acknowledgements.
extension Batch {
    /// What becomes of a mark.
    enum Admission {
        /// It is to be written, as an entry of an event of this camera.
        case admitted(camera: String?)
        /// The event already is as the mark would make it: no entry is to be written.
        case needless
        /// There is no such event.
        case refused(JournalError)
    }

    func admit(_ mark: EventMark) throws -> Admission {
        let event = mark.event
        let row = try Row.fetchOne(
            try database.cachedStatement(
                sql: """
                    SELECT camera, EXISTS (SELECT 1 FROM hold WHERE event = v.id) AS held FROM event v WHERE v.id = ?
                    """),
            arguments: [event])
        guard let row else {
            return .refused(
                .refused(
                    "event \(event)", cause: "there is no such event",
                    mend: "Give the number of an event, as `karaulactl events` shows it after #"))
        }
        let isHeld: Bool = try row.value("held")
        return switch mark {
        case .hold where isHeld, .release where !isHeld: .needless
        case .hold, .release, .acknowledge: .admitted(camera: try row.value("camera"))
        }
    }

    /// Changes the projection as the entry says that tells of the mark.
    func project(_ mark: EventMark, entry: Int64) throws {
        switch mark {
        case .hold(let event):
            try database.cachedStatement(sql: "INSERT INTO hold (event, entry) VALUES (?, ?)").execute(
                arguments: [event, entry])
        case .release(let event):
            try database.cachedStatement(sql: "DELETE FROM hold WHERE event = ?").execute(arguments: [event])
        case .acknowledge: break
        }
    }
}
