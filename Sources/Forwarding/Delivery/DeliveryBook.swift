import Journal
import Timekeeping

/// What a forwarder shows of itself, apart from the run so that it can be read at any time.
struct DeliveryBook {
    enum Change {
        case broken(DeliveryError)
        case mended
    }

    /// How many quarantined entries a status names.
    static let quarantineLimit = 100

    var lastDelivered: MonotonicTime?
    var deliveredCount = 0
    var fileCount = 0
    var failedAttemptCount = 0
    private var state = DestinationState.idle
    private var cursors: [Lane: Int64] = [:]
    private var head: Int64 = 0
    private var lastError: DeliveryError?
    private var oldest: TimeReading?
    private var nextAttempt: MonotonicTime?
    private var pausedUntil: MonotonicTime?
    private var receipt: (size: Int64, signed: UInt64)?
    private var quarantined: [QuarantineRecord] = []
    private var quarantinedCount = 0

    /// Takes over what is written down of refused entries.
    mutating func quarantine(_ newest: [QuarantineRecord], count: Int) {
        quarantinedCount = count
        quarantined = newest
    }

    /// Takes over where the run stands; returns what is worth a line in the log.
    mutating func update(from run: DeliveryRun) -> Change? {
        let before = lastError
        let machine = run.machine
        state = machine.state
        for lane in Lane.allCases { cursors[lane] = machine.cursor(of: lane) }
        head = machine.head
        lastError = machine.lastError
        oldest = run.oldest
        nextAttempt = machine.nextAttempt
        pausedUntil = machine.pause
        receipt = machine.receiptSize > 0 ? (machine.receiptSize, machine.receiptSigned) : nil
        guard lastError != before else { return nil }
        return lastError.map { .broken($0) } ?? .mended
    }

    func status(of destination: Destination, journalHead: Int64, now: TimeReading) -> DestinationStatus {
        let cursor = cursors[.routine] ?? 0
        let head = max(head, journalHead, cursor)
        var status = DestinationStatus(
            name: destination.name, state: state, cursor: cursor, head: head, lagEntries: head - cursor)
        status.receiptKind = destination.receipt
        status.cursors = cursors
        status.oldestPendingAgeSeconds = head > cursor ? oldest.map { Self.age(of: $0, now: now) } : nil
        status.lastError = lastError?.description
        status.lastDelivered = lastDelivered.map { now.utc(of: $0) }
        status.nextAttemptInSeconds = nextAttempt.map { max(0, $0.seconds(since: now.monotonic)) }
        status.pausedForSeconds = pausedUntil.map { max(0, $0.seconds(since: now.monotonic)) }
        status.receiptSize = receipt?.size
        status.receiptSigned = receipt.map { UTCTime(nanoseconds: Int64(clamping: $0.signed) &* 1_000_000_000) }
        status.quarantined = quarantined
        status.quarantinedCount = quarantinedCount
        status.deliveredCount = deliveredCount
        status.fileCount = fileCount
        status.failedAttemptCount = failedAttemptCount
        return status
    }

    /// Seconds since `moment`: on the monotonic clock within one boot, otherwise by UTC, but at least as long as this boot
    /// lasts (the monotonic clock counts from it), whatever UTC says.
    private static func age(of moment: TimeReading, now: TimeReading) -> Double {
        let elapsed = now.elapsed(since: moment)
        switch elapsed.basis {
        case .monotonic: return max(0, elapsed.seconds)
        case .utc: return max(elapsed.seconds, Double(now.monotonic.nanoseconds) / 1e9)
        }
    }
}
