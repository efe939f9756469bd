import Forwarding
import Journal

/// Destinations that another configuration does without: what waits for one must not be lost by a name that was mistyped.
extension Site {
    /// Ends deliveries to the destinations that are removed, all or none of them.
    ///
    /// - Returns: those that the journal knew, which has forgotten them now.
    /// - Throws: ``ReloadRefusal`` if something waits for one of them; all are served as before then.
    func retire(
        _ actions: [ReloadAction], farewell: Double
    ) async throws(ReloadRefusal) -> [AbandonedDestinations.Given] {
        var names: Set<String> = []
        for case .removeDestination(let name) in actions { names.insert(name) }
        guard !names.isEmpty else { return [] }
        var pauses = Int(farewell * 10)
        while try !waiting(names).isEmpty, pauses > 0, !Task.isCancelled {
            pauses -= 1
            // A sleep that is cut short is the end; the loop's condition sees it.
            try? await Task.sleep(for: .milliseconds(100))  // see above
        }
        for name in names { await deliveries.halt(name) }
        do throws(ReloadRefusal) {
            // Something may have come in the last moment.
            let late = try waiting(names)
            guard late.isEmpty else {
                throw ReloadRefusal(
                    .destinationWaits,
                    late.map { "destination \($0.name): \(AbandonedDestinations.refusal(of: $0))" })
            }
            return try forget(names)
        } catch {
            for name in names { deliveries.resume(name) }
            throw error
        }
    }

    private func forget(_ names: Set<String>) throws(ReloadRefusal) -> [AbandonedDestinations.Given] {
        let known = try known(names)
        for name in names {
            do throws(JournalError) {
                try journal.abandon(destination: name)
            } catch {
                throw ReloadRefusal(.journal, ["\(error)"])
            }
        }
        for name in names { deliveries.forget(name) }
        return known
    }

    /// Those of the destinations for which something waits, or about whose refused entries nobody has decided.
    private func waiting(_ names: Set<String>) throws(ReloadRefusal) -> [AbandonedDestinations.Given] {
        try known(names).filter { $0.waiting > 0 || $0.quarantined > 0 }
    }

    /// What the journal knows of the destinations.
    private func known(_ names: Set<String>) throws(ReloadRefusal) -> [AbandonedDestinations.Given] {
        do throws(JournalError) {
            return try AbandonedDestinations(journal: journal, configured: [], abandoned: []).removed()
                .filter { names.contains($0.name) }
        } catch {
            throw ReloadRefusal(.journal, ["\(error)"])
        }
    }
}
