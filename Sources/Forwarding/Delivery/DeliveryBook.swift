import Journal
import Timekeeping

/// What a forwarder shows of itself, apart from the run so that it can be read at any time.
struct DeliveryBook {
    enum Change {
        case broken(DeliveryError)
        case mended
    }

    static let quarantineLimit = 100

    var lastDelivered: MonotonicTime?
    var deliveredCount = 0
    var failedAttemptCount = 0
    var nextAttempt: MonotonicTime?
    private var state = DestinationState.idle
    private var cursor: Int64 = 0
    private var head: Int64 = 0
    private var lastError: DeliveryError?
    private var oldest: TimeReading?
    private var quarantined: [QuarantinedEntry] = []
    private var quarantinedCount = 0

    mutating func quarantine(_ entry: QuarantinedEntry) {
        quarantinedCount += 1
        quarantined.append(entry)
        if quarantined.count > Self.quarantineLimit { quarantined.removeFirst() }
    }

    /// Takes over where the run stands; returns what is worth a line in the log.
    mutating func update(from run: DeliveryRun) -> Change? {
        let before = lastError
        state = run.machine.state
        cursor = run.machine.cursor
        head = run.machine.head
        lastError = run.machine.lastError
        oldest = run.oldest?.time
        if run.machine.phase != .waiting { nextAttempt = nil }
        guard lastError != before else { return nil }
        return lastError.map { .broken($0) } ?? .mended
    }

    func status(of name: String, journalHead: Int64, now: TimeReading) -> DestinationStatus {
        let head = max(head, journalHead, cursor)
        return DestinationStatus(
            name: name,
            state: state,
            cursor: cursor,
            head: head,
            lagEntries: head - cursor,
            oldestPendingAgeSeconds: head > cursor ? oldest.map { Self.age(of: $0, now: now) } : nil,
            lastError: lastError?.description,
            lastDelivered: lastDelivered.map { now.utc(of: $0) },
            nextAttemptInSeconds: nextAttempt.map { max(0, $0.seconds(since: now.monotonic)) },
            quarantined: quarantined,
            quarantinedCount: quarantinedCount,
            deliveredCount: deliveredCount,
            failedAttemptCount: failedAttemptCount)
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
