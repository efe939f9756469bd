import Timekeeping

/// Finds out that nothing arrives although something waits, also when much seems to happen.
struct StallWatch: Sendable {
    let cargo: DeliveryNotice.Cargo
    let seconds: Double
    /// Since when something waits and nothing arrived.
    private var since: MonotonicTime?
    private(set) var isStalled = false

    init(_ cargo: DeliveryNotice.Cargo, seconds: Double) {
        self.cargo = cargo
        self.seconds = seconds
    }

    /// When to look again.
    var due: MonotonicTime? { isStalled ? nil : since?.advanced(bySeconds: seconds) }

    /// Something arrived.
    mutating func arrived(at now: MonotonicTime) -> DeliveryNotice? {
        defer { since = nil }
        guard isStalled, let since else { return nil }
        isStalled = false
        return .recovered(cargo, seconds: Int64(now.seconds(since: since)))
    }

    /// Looks whether something waits.
    mutating func look(waits: Bool, at now: MonotonicTime) -> DeliveryNotice? {
        guard waits else {
            // What nobody waits for any more is not arrival, but no reason to complain either.
            guard !isStalled else { return arrived(at: now) }
            since = nil
            return nil
        }
        guard let since else {
            since = now
            return nil
        }
        let elapsed = now.seconds(since: since)
        guard !isStalled, elapsed >= seconds else { return nil }
        isStalled = true
        return .stalled(cargo, seconds: Int64(elapsed))
    }
}
