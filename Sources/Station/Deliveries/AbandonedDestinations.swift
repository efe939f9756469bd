import Forwarding
import Journal
import MerkleLog
import Timekeeping

/// What becomes of destinations that the journal knows and the configuration does not name any more: a name that was mistyped
/// must not cost what waits.
struct AbandonedDestinations {
    /// One that is given up.
    struct Given: Sendable, Hashable {
        var name: String
        /// Entries that were not delivered.
        var waiting: Int64
        var quarantined: Int
    }

    let journal: Journal
    let configured: Set<String>
    /// The names that somebody gave up at this start.
    let abandoned: Set<String>

    /// Finds what is to be given up, and gives it up.
    ///
    /// - Throws: ``SiteError`` if something waits for one that nobody gave up, or if one is given up that is configured.
    func settle() throws(SiteError) -> [Given] {
        do throws(JournalError) {
            if let name = abandoned.intersection(configured).min() { throw error(stillConfigured: name) }
            var given: [Given] = []
            let refused = try journal.reader.quarantine()
            for (name, cursors) in try journal.reader.cursors().sorted(by: { $0.key < $1.key })
            where !configured.contains(name) {
                let cursor = cursors[.routine] ?? 0
                let open = refused.filter { $0.destination == name && $0.state != .dropped }
                let hasNews = try journal.reader.hasNews(after: cursor)
                let waiting = hasNews ? journal.head - cursor : 0
                if waiting > 0 || !open.isEmpty, !abandoned.contains(name) {
                    throw error(removed: name, waiting: waiting, quarantined: open.count)
                }
                try journal.abandon(destination: name)
                given.append(Given(name: name, waiting: waiting, quarantined: open.count))
            }
            return given
        } catch {
            throw .journal(error)
        }
    }

    private func error(stillConfigured name: String) -> JournalError {
        JournalError(
            code: .refused, place: "--abandon \(name)", cause: "that destination is configured",
            mend: "take it out of the configuration first, or start without --abandon")
    }

    private func error(removed name: String, waiting: Int64, quarantined: Int) -> JournalError {
        var what = waiting > 0 ? "\(waiting) entries wait for it" : ""
        if quarantined > 0 { what += "\(what.isEmpty ? "" : " and ")\(quarantined) refused ones are not decided about" }
        return JournalError(
            code: .refused, place: "destination '\(name)'",
            cause: "it is not in the configuration any more, and \(what)",
            mend: "put it back, or give up what waits: start once with --abandon \(name)")
    }
}
