/// The life of a device that comes and goes, as a value: events in, actions out, no clock and no kernel in between.
///
/// ```
/// idle ──start──► opening ──opened──► starting ──first frame──► streaming
///                  ▲   │ failed           │ silence, fault           │ silence, fault, format change
///                  │   ▼                  ▼                          ▼
///                  └─ waiting ◄───────────┴──────────────────────────┘          any ──stop──► stopped
/// ```
///
/// Invariants: a device is open only in `starting` and `streaming`, and whoever leaves those states closes it; streaming
/// is told only when a frame is at hand, so that a device that opens but never delivers does not seem to come and go;
/// the same problem is told once until frames come again; only ``Event/stop`` ends it.
package struct DeviceLifecycle: Sendable {
    /// What happens to a device.
    package enum Event: Sendable, Hashable {
        case start
        case opened(StreamFormat)
        case openFailed(SourceProblem)
        /// A good frame is at hand.
        case frame
        /// A buffer came that is no frame.
        case damagedBuffer
        /// The device went away or broke while it was open.
        case fault(SourceProblem)
        /// The device says that its format changed (another signal on its input).
        case formatChanged
        /// Something happened to nodes of that name.
        case nodeChanged
        case timer
        case stop
    }

    /// What is to be done, in order.
    package enum Action: Sendable, Hashable {
        case open
        case close
        /// Replaces the timer that was set before.
        case setTimer(nanoseconds: Int64)
        case tellStreaming(StreamFormat)
        case tellLost(SourceProblem)
        case countRecovery
        case tellStopped
    }

    /// Where in its life the device is.
    package enum State: Sendable, Hashable {
        case idle
        case opening
        /// Open; no frame yet.
        case starting(StreamFormat, since: Int64)
        case streaming(StreamFormat, since: Int64)
        /// Until the timer.
        case waiting
        case stopped
    }

    package private(set) var state = State.idle
    /// Where problems are, as they name it.
    private let place: String
    private var backOff = BackOff()
    private var told: SourceProblem?
    private var lastFailure: SourceProblem.Code?
    private var lastFrame: Int64 = 0
    private var damagedSinceFrame = 0
    private var isLost = false
    private var nodeChangedWhileOpening = false

    /// Makes the life of the device at `place`.
    package init(place: String) {
        self.place = place
    }

    /// How often an open device is looked after, in nanoseconds.
    package static let heartbeat: Int64 = 500_000_000
    /// How long a missing device is left alone, in nanoseconds.
    package static let missingPause: Int64 = 1_000_000_000
    /// How long after news of the node it is opened; udev sets permissions just after it makes the node.
    package static let settlingPause: Int64 = 100_000_000
    /// After so many nanoseconds of streaming the next loss begins with the shortest pause again.
    package static let stableAfter: Int64 = 10_000_000_000

    /// Without a frame for so long, an open device counts as lost: ten intervals, at least 2 s; 5 s for the first frame.
    package static func patience(for format: StreamFormat, first: Bool) -> Int64 {
        let intervals = format.framesPerSecond > 0 ? 10 / format.framesPerSecond : 0
        return Int64(max(first ? 5 : 2, min(intervals, 3600)) * 1e9)
    }

    /// Takes an event that happens at `now` (nanoseconds, monotonic) and says what to do.
    package mutating func handle(_ event: Event, at now: Int64) -> [Action] {
        switch (state, event) {
        case (.stopped, .opened):
            return [.close]
        case (.stopped, _):
            return []
        case (_, .stop):
            let isOpen = isOpen
            state = .stopped
            return isOpen ? [.close, .tellStopped] : [.tellStopped]
        case (.idle, .start), (.waiting, .timer):
            state = .opening
            nodeChangedWhileOpening = false
            return [.open]
        case (.opening, .opened(let format)):
            state = .starting(format, since: now)
            damagedSinceFrame = 0
            return [.setTimer(nanoseconds: Self.heartbeat)]
        case (.opening, .openFailed(let problem)):
            return failed(problem)
        case (.opening, .nodeChanged):
            nodeChangedWhileOpening = true
            return []
        case (.waiting, .nodeChanged):
            backOff.reset()
            return [.setTimer(nanoseconds: Self.settlingPause)]
        case (.starting(let format, _), .frame):
            return began(format, at: now)
        case (.streaming(_, let since), .frame):
            lastFrame = now
            damagedSinceFrame = 0
            if now - since >= Self.stableAfter { backOff.reset() }
            return []
        case (.starting, .damagedBuffer), (.streaming, .damagedBuffer):
            damagedSinceFrame += 1
            return []
        case (.starting(let format, let since), .timer):
            return lookAfter(format, silentSince: since, first: true, at: now)
        case (.streaming(let format, _), .timer):
            return lookAfter(format, silentSince: lastFrame, first: false, at: now)
        case (.starting, .fault(let problem)), (.streaming, .fault(let problem)):
            return lost(problem)
        case (.starting, .formatChanged), (.streaming, .formatChanged):
            state = .waiting
            return [.close, .setTimer(nanoseconds: Self.settlingPause)]
        default:
            return []
        }
    }

    private var isOpen: Bool {
        switch state {
        case .starting, .streaming: true
        case .idle, .opening, .waiting, .stopped: false
        }
    }

    private mutating func began(_ format: StreamFormat, at now: Int64) -> [Action] {
        state = .streaming(format, since: now)
        lastFrame = now
        damagedSinceFrame = 0
        told = nil
        lastFailure = nil
        defer { isLost = false }
        return isLost ? [.countRecovery, .tellStreaming(format)] : [.tellStreaming(format)]
    }

    private mutating func failed(_ problem: SourceProblem) -> [Action] {
        state = .waiting
        isLost = true
        let isNew = shouldTell(problem)
        lastFailure = problem.code
        let pause =
            if nodeChangedWhileOpening {
                Self.settlingPause
            } else if problem.code == .missing {
                Self.missingPause
            } else {
                backOff.next()
            }
        guard isNew else { return [.setTimer(nanoseconds: pause)] }
        told = problem
        return [.tellLost(problem), .setTimer(nanoseconds: pause)]
    }

    /// A device that was unplugged is missing next, and one that was plugged in may be denied until udev has set its
    /// group: neither is news.
    private func shouldTell(_ problem: SourceProblem) -> Bool {
        if problem.code == .missing, told?.code == .unplugged { return false }
        if problem.code == .denied, told != nil, lastFailure != .denied { return false }
        return told != problem
    }

    private mutating func lookAfter(
        _ format: StreamFormat, silentSince: Int64, first: Bool, at now: Int64
    ) -> [Action] {
        let patience = Self.patience(for: format, first: first)
        guard now - silentSince > patience else { return [.setTimer(nanoseconds: Self.heartbeat)] }
        let seconds = Int((Double(patience) / 1e9).rounded())
        let damaged = damagedSinceFrame > 0 ? "only damaged buffers" : "no frame"
        return lost(
            SourceProblem(
                code: .driverError, place: place, cause: "\(damaged) for \(seconds) s while streaming",
                mend: "check the camera's cable, signal and power; Karaula opens it again by itself"))
    }

    private mutating func lost(_ problem: SourceProblem) -> [Action] {
        state = .waiting
        isLost = true
        lastFailure = nil
        let pause = Action.setTimer(nanoseconds: backOff.next())
        guard told != problem else { return [.close, pause] }
        told = problem
        return [.close, .tellLost(problem), pause]
    }
}
