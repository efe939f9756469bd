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

        /// Whether entries wait for it, or nobody has decided about those that it refuses.
        var isWaitedFor: Bool { waiting > 0 || quarantined > 0 }
    }

    let journal: Journal
    let configured: Set<String>
    /// The names that somebody gave up at this start.
    let abandoned: Set<String>

    /// Finds what is to be given up, and gives it up.
    ///
    /// - Throws: ``SiteError`` if something waits for one that nobody gave up, or if one is given up that is configured.
    func settle() throws(SiteError) -> [Given] {
        if let name = abandoned.intersection(configured).min() { throw error(stillConfigured: name) }
        let removed: [Given]
        do { removed = try self.removed() } catch { throw .journal(error) }
        for given in removed where given.isWaitedFor {
            guard abandoned.contains(given.name) else { throw error(removed: given) }
        }
        for given in removed {
            do { try journal.abandon(destination: given.name) } catch { throw .journal(error) }
        }
        return removed
    }

    /// What the journal knows of destinations that are not configured.
    func removed() throws(JournalError) -> [Given] {
        let names = try journal.reader.cursors().keys.filter { !configured.contains($0) }
        return try Self.given(names, through: journal.head, journal)
    }

    /// What giving up these destinations costs, of the entries up to `last`. One that never acknowledged anything has
    /// everything before it.
    static func given(
        _ names: some Collection<String>, through last: Int64, _ journal: Journal
    ) throws(JournalError) -> [Given] {
        let refused = try journal.reader.quarantine()
        let cursors = try journal.reader.cursors()
        var given: [Given] = []
        for name in names.sorted() {
            let cursor = cursors[name]?[.routine] ?? 0
            let hasNews = try journal.reader.hasNews(after: cursor, through: last)
            given.append(
                Given(
                    name: name, waiting: hasNews ? last - cursor : 0,
                    quarantined: refused.count { $0.destination == name && $0.state != .dropped }))
        }
        return given
    }

    private func error(stillConfigured name: String) -> SiteError {
        .destination(
            name: name,
            DeliveryError(
                .configuration, place: "--abandon \(name)", cause: "that destination is configured",
                mend: "take it out of the configuration first, or start without --abandon"))
    }

    private func error(removed given: Given) -> SiteError { .destination(name: given.name, Self.refusal(of: given)) }

    /// Why it is not forgotten that something waits.
    static func refusal(of given: Given) -> DeliveryError {
        var what = given.waiting > 0 ? "\(given.waiting) entries wait for it" : ""
        if given.quarantined > 0 {
            what += "\(what.isEmpty ? "" : " and ")\(given.quarantined) refused ones are not decided about"
        }
        return DeliveryError(
            .configuration, place: "the configuration", cause: "it does not name it any more, and \(what)",
            mend: "put it back, or give up what waits: start once with --abandon \(given.name)")
    }
}
