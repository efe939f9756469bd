public import Journal
import Logging
import Synchronization
import Timekeeping

/// What people and circumstances tell a forwarder while it runs; before and after it takes note of nothing, because all of it
/// is written down in the journal as well.
extension Forwarder {
    /// The link may be back: whatever waits only because it failed is tried now.
    public func linkReturned() { tell(.linkReturned) }

    /// Whatever waits is tried now.
    public func retryNow() { tell(.retryNow) }

    /// Sends a quarantined entry, or its file, again.
    public func retry(_ seq: Int64, in lane: Lane) {
        tell(.retry(lane, seq: seq))
        refreshQuarantine()
    }

    /// Sends nothing but calls for assistance for so many seconds; `nil` ends a pause.
    public func pause(forSeconds seconds: Double?) {
        tell(.paused(until: seconds.map { clock.now().advanced(bySeconds: $0) }))
    }

    /// Calls `body` whenever the destination is reached again after it was not.
    public func whenMended(_ body: @escaping @Sendable () -> Void) {
        onMended.withLock { $0 = body }
    }

    /// Reads anew what the destination refuses, for the status.
    public func refreshQuarantine() {
        Task { await readQuarantine() }
    }

    func readQuarantine() async {
        do {
            let (count, newest) = try await queue.run { [source, destination] () throws(DeliveryError) in
                try source.quarantined(by: destination.name, newest: DeliveryBook.quarantineLimit)
            }
            book.withLock { $0.quarantine(newest, count: count) }
        } catch {
            logger.warning("what is quarantined cannot be read: \(error)")
        }
    }

    func hasMended() { onMended.withLock { $0 }?() }

    private func tell(_ event: DeliveryEvent) {
        _ = inbox.withLock { $0?.yield(event) }
    }
}
