package import Timekeeping

/// When a log signs its next checkpoint: pure.
///
/// With every alarm, because what follows the newest checkpoint that somebody else holds can be cut off unseen; and at an
/// interval for the rest. A log that has not grown has nothing to sign.
package struct CheckpointSchedule: Sendable {
    private let interval: Double
    package private(set) var signedSize: Int64
    private var signedAt: MonotonicTime?
    private var isTimerSet = false

    package init(interval: Double, signedSize: Int64) {
        self.interval = interval
        self.signedSize = signedSize
    }

    /// Whether a transaction that brings the log to `size` must sign it.
    package func isDue(size: Int64, hasAlarm: Bool, isAskedFor: Bool, at now: MonotonicTime) -> Bool {
        guard size > signedSize else { return false }
        if hasAlarm || isAskedFor { return true }
        guard let signedAt else { return false }
        return now.seconds(since: signedAt) >= interval
    }

    /// Notes what a transaction came to.
    ///
    /// - Returns: Seconds after which a checkpoint must be asked for; `nil` if none needs to be, or one will be already.
    package mutating func committed(size: Int64, isSigned: Bool, at now: MonotonicTime) -> Double? {
        if isSigned {
            signedSize = size
            signedAt = now
        }
        guard size > signedSize, !isTimerSet else { return nil }
        isTimerSet = true
        return interval
    }

    /// The time that `committed` asked for is over.
    package mutating func timerFired() { isTimerSet = false }
}
