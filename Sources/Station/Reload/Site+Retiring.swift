import Forwarding
import Journal
import MerkleLog
import Synchronization
import Timekeeping

/// Destinations that another configuration does without: what waits for one must not be lost by a name that was mistyped.
extension Site {
    /// Ends deliveries to the destinations that are removed, all or none of them.
    ///
    /// What was in the journal when it was asked for has to arrive first; what comes while it is waited for is none of theirs
    /// any more, so that a busy site can do without a destination too.
    ///
    /// - Returns: what is given up with each.
    /// - Throws: ``ReloadRefusal`` if something waits for one of them; all are served as before then.
    func halt(_ names: Set<String>, farewell: Double) async throws(ReloadRefusal) -> [AbandonedDestinations.Given] {
        guard !names.isEmpty else { return [] }
        let last = journal.head
        var pauses = Int(farewell * 10)
        while try given(names, through: last).contains(where: \.isWaitedFor), pauses > 0, !Task.isCancelled {
            pauses -= 1
            // A sleep that is cut short is the end; the loop's condition sees it.
            try? await Task.sleep(for: .milliseconds(100))  // see above
        }
        for name in names { await deliveries.halt(name) }
        do throws(ReloadRefusal) {
            // What was acknowledged last is written down now.
            let given = try given(names, through: last)
            let late = given.filter(\.isWaitedFor)
            guard late.isEmpty else {
                throw ReloadRefusal(
                    .destinationWaits,
                    late.map { "destination \($0.name): \(AbandonedDestinations.refusal(of: $0))" })
            }
            return given
        } catch {
            for name in names { deliveries.resume(name) }
            throw error
        }
    }

    /// Writes with which configuration the site runs from now on, and with the same commit forgets destinations that were
    /// halted: after a crash at any moment both have happened, or neither.
    ///
    /// - Throws: ``ReloadRefusal`` if the journal cannot do that now; the destinations are served as before then.
    func noteReload(
        _ text: String, _ actions: [ReloadAction], forgetting names: Set<String>
    ) async throws(ReloadRefusal) {
        // Without that a disk that fails keeps nobody from mending the configuration.
        guard !names.isEmpty else { return noteConfiguration(text, actions: actions) }
        do throws(JournalError) {
            if let change = try configurationChange(to: text, by: actions) {
                let draft = EntryDraft(kind: .configurationChanged, time: clock.reading(), payload: change.payload)
                try await journal.append(draft, abandoning: names)
                running.withLock { $0.noted = change.payload }
            } else {
                for name in names { try journal.abandon(destination: name) }
            }
        } catch {
            for name in names { deliveries.resume(name) }
            throw ReloadRefusal(.journal, ["\(error)"])
        }
        for name in names { deliveries.forget(name) }
    }

    private func given(
        _ names: Set<String>, through last: Int64
    ) throws(ReloadRefusal) -> [AbandonedDestinations.Given] {
        do throws(JournalError) {
            return try AbandonedDestinations.given(names, through: last, journal)
        } catch {
            throw ReloadRefusal(.journal, ["\(error)"])
        }
    }
}
