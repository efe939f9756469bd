public import Journal
package import Timekeeping

/// What people are shown, and when the machine wants to be called.
extension DeliveryMachine {
    /// Failures since the last success.
    public var failures: Int { max(hardFailures, rest.failures) }

    /// What the destination is doing.
    public var state: DestinationState {
        if stall.isStalled || evidenceStall.isStalled { return .stalled }
        if failures >= Self.failuresUntilFailing || (failure ?? rest.error).map({ !$0.mayPassByItself }) == true {
            return .failing
        }
        if jobWaits.contains(where: { $0.failures >= Self.failuresUntilFailing }) {
            return .failing
        }
        if failures > 0 { return .waiting }
        if pausedUntil != nil { return .paused }
        return phase == .idle ? .idle : .delivering
    }

    /// The first entry of a lane that is read and not settled; `nil` if none is.
    func firstPending(of lane: Lane) -> Int64? { entryLane(lane).window.first?.seq }

    /// Whether a file is under way.
    var hasFile: Bool { evidence.progress != nil }

    /// What stands in the way, if anything does.
    public var lastError: DeliveryError? { failure ?? rest.error ?? checkpoints.wait.error ?? evidence.wait.error }

    /// Up to where everything is settled: the routine lane's cursor.
    public var cursor: Int64 { routine.cursor }

    /// Up to where a lane is settled.
    public func cursor(of lane: Lane) -> Int64 {
        Lane.ofEntries.contains(lane) ? entryLane(lane).cursor : evidence.cursors[lane] ?? 0
    }

    /// The size that the newest receipt covers.
    public var receiptSize: Int64 { checkpoints.receiptSize }

    /// When the newest receipt was signed, as its signer says; seconds since 1970.
    public var receiptSigned: UInt64 { checkpoints.receiptSigned }

    /// When the next attempt is made, while one is waited for.
    package var nextAttempt: MonotonicTime? {
        if case .waiting(let until, _) = phase { return until }
        return phase == .idle ? jobWaits.compactMap(\.notBefore).min() : nil
    }

    /// The waits of single kinds of work.
    private var jobWaits: [JobWait] { [rest, checkpoints.wait, evidence.wait] }

    /// Whether it waits because the receiver cannot be reached, and not because of what it said.
    var isCutOff: Bool {
        guard case .waiting(_, isAskedFor: false) = phase else { return false }
        switch failure?.code {
        case .unreachable, .connectionLost, .timedOut: return true
        default: return false
        }
    }

    /// Until when it is paused.
    var pause: MonotonicTime? { pausedUntil }

    /// Whether something waits to arrive.
    var waits: Bool {
        guard pausedUntil == nil else { return isOpen && assistance.cursor < assistanceSeen }
        return isOpen
            && (head > routine.cursor || settings.needsReceipt && newestCheckpoint > checkpoints.receiptSize)
    }

    mutating func arrived(_ now: MonotonicTime) {
        if let notice = stall.arrived(at: now) { notices.append(notice) }
    }

    mutating func evidenceArrived(_ now: MonotonicTime) {
        if let notice = evidenceStall.arrived(at: now) { notices.append(notice) }
    }

    mutating func watch(_ now: MonotonicTime) {
        if let until = pausedUntil, until <= now { pausedUntil = nil }
        if let notice = stall.look(waits: waits, at: now) { notices.append(notice) }
        let waitsForEvidence = evidence.progress != nil && pausedUntil == nil
        if let notice = evidenceStall.look(waits: waitsForEvidence, at: now) { notices.append(notice) }
    }

    func nextWake(_ now: MonotonicTime) -> MonotonicTime? {
        var times = [stall.due, evidenceStall.due].compactMap(\.self)
        switch phase {
        case .waiting(let until, _):
            times.append(until)
        case .idle:
            times += [storms.nextDue, pausedUntil].compactMap(\.self)
            if isDirty, let lastRecorded { times.append(lastRecorded.advanced(bySeconds: Self.quietFlushSeconds)) }
            if pausedUntil == nil {
                times += jobWaits.compactMap(\.notBefore).filter { $0 > now }
                var bucket = bucket
                let ready = bucket.ready(at: now)
                if ready > now { times.append(ready) }
                if newestCheckpoint > checkpoints.receiptSize, settings.needsReceipt,
                    let last = checkpoints.lastAttempt
                {
                    let due = last.advanced(bySeconds: Self.checkpointSeconds)
                    if due > now { times.append(due) }
                }
            }
        case .starting, .loading, .sending, .recording:
            break
        }
        return times.min()
    }
}
