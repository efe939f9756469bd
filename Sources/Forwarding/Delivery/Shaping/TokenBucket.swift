import Timekeeping

/// A budget of bytes per second for what may wait.
///
/// A request is sent when the account is not overdrawn, and then charged whole: requests are never cut to fit, and the mean
/// stays at the rate. Two seconds' worth are saved up at most.
struct TokenBucket: Sendable {
    /// Bytes per second; `nil` for no limit.
    let rate: Double?
    private var balance: Double
    private var asOf: MonotonicTime?

    init(rate: Double?) {
        self.rate = rate
        balance = (rate ?? 0) * 2
    }

    /// Takes `bytes` out.
    mutating func charge(_ bytes: Int, at now: MonotonicTime) {
        guard rate != nil else { return }
        fill(now)
        balance -= Double(bytes)
    }

    /// When something may be sent: `now`, or later.
    mutating func ready(at now: MonotonicTime) -> MonotonicTime {
        guard let rate else { return now }
        fill(now)
        return balance >= 0 ? now : now.advanced(bySeconds: -balance / rate + 0.001)
    }

    private mutating func fill(_ now: MonotonicTime) {
        guard let rate else { return }
        if let asOf { balance = min(rate * 2, balance + max(0, now.seconds(since: asOf)) * rate) }
        asOf = now
    }
}
