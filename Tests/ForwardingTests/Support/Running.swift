import Forwarding
import MerkleLog
import TestKit
import Testing
import Timekeeping

/// Makes a forwarder that loses no time over failures.
func makeForwarder(
    to destination: Destination, site: String, source: any EntrySource,
    transport: (any DeliveryTransport)? = nil, clock: any SiteClock = ManualSiteClock()
) throws -> Forwarder {
    // Certificates are judged by a clock that is right.
    let transport = try transport ?? HTTPSTransport(destination: destination, clock: SystemSiteClock())
    return Forwarder(
        destination: destination, origin: LogOrigin(site: site), source: source, transport: transport, clock: clock,
        backOff: BackOff(baseSeconds: 0.01, capSeconds: 0.05))
}

/// Runs `forwarders` while `body` runs, and waits until they have ended.
func running(_ forwarders: Forwarder..., during body: () async throws -> Void) async throws {
    let tasks = forwarders.map { forwarder in Task { await forwarder.run() } }
    do { try await body() } catch {
        for task in tasks { task.cancel() }
        throw error
    }
    for task in tasks { task.cancel() }
    for task in tasks { await task.value }
}

/// Waits until `condition` holds; an issue is recorded if it does not within five minutes.
func eventually(
    _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: () throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now.advanced(by: .seconds(300))
    while try !condition() {
        guard clock.now < deadline else {
            Issue.record(what, sourceLocation: sourceLocation)
            return
        }
        try await Task.sleep(for: .milliseconds(10))
    }
}
