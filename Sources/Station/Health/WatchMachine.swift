package import Capture
package import Detection

/// Decides whether a camera sees: a pure state machine over what its source and its analysis tell.
///
/// Invariants: a camera that delivers nothing that can be analysed is never `watching` for longer than the configured
/// time; a state is left as soon as its reason is gone; time is only what the events say. Where several things are wrong,
/// the state names the first of: no frames; a picture that shows nothing; one that shows less; few, late or damaged frames.
package struct WatchMachine {
    /// What the machine is told. Times are nanoseconds on the monotonic clock.
    package enum Event {
        /// The source will deliver in this form.
        case streaming(StreamFormat, at: Int64)
        /// The source delivers nothing for now.
        case lost(SourceProblem, at: Int64)
        /// Nothing more will come.
        case ended(SourceEnd, at: Int64)
        /// A frame was looked at.
        case seen(at: Int64)
        /// What is wrong with the pictures now, worst first; empty if nothing is.
        case diagnosed([SensorFinding])
        /// Time passes.
        case tick(at: Int64, WatchReading)
    }

    /// Seconds for which the rate must stay low, or be right again, before that is believed.
    package static let rateSeconds = 10.0

    private var blindAfter: Int64
    private var limits: WatchLimits
    private var expectedRate = 0.0
    private var agreedRate = 0.0
    private var lastSeen: Int64
    private var isStreaming = false
    /// What had been counted when a frame was last seen, and when that was: what came since tells why none is.
    private var baseline = WatchReading.nothing
    private var baselineSeen: Int64
    /// Streaming began again while blind: the old reason may no longer be the right one.
    private var isReasonOld = false
    private var rateTurned: Int64?

    /// What the frames say, whatever they show.
    package private(set) var flow: WatchState
    /// What the pictures say; `nil` if nothing is wrong with them.
    private var sight: WatchState?

    /// The present state.
    package var state: WatchState {
        if case .blind = flow { return flow }
        return sight ?? flow
    }

    /// Makes the machine of a camera that was just started.
    ///
    /// - Parameters:
    ///   - blindAfter: seconds without a frame after which it is blind.
    ///   - limits: from where on it is degraded.
    ///   - now: nanoseconds on the monotonic clock.
    package init(blindAfter: Double, limits: WatchLimits = .standard, now: Int64) {
        self.blindAfter = Int64(blindAfter * 1e9)
        self.limits = limits
        lastSeen = now
        baselineSeen = now
        flow = .blind(WatchReason(code: Self.starting, detail: "the camera was started and no frame came yet"))
    }

    /// Judges by other limits from the next event on.
    package mutating func adopt(blindAfter: Double, limits: WatchLimits) {
        self.blindAfter = Int64(blindAfter * 1e9)
        self.limits = limits
        if expectedRate > 0 { expectedRate = max(agreedRate, limits.configuredRate ?? 0) }
    }

    /// The code of the state before the first frame.
    package static let starting = "starting"

    /// Takes note of `event`.
    ///
    /// - Returns: the new state if it changed.
    package mutating func handle(_ event: Event) -> WatchState? {
        let before = state
        switch event {
        case .streaming(let format, let now):
            agreedRate = format.framesPerSecond
            expectedRate = max(format.framesPerSecond, limits.configuredRate ?? 0)
            rateTurned = nil
            lastSeen = max(lastSeen, now)
            isStreaming = true
            isReasonOld = true
        case .lost(let problem, _):
            expectedRate = 0
            isStreaming = false
            isReasonOld = false
            flow = .blind(WatchReason(code: problem.code.rawValue, detail: problem.description))
        case .ended(let end, _):
            expectedRate = 0
            isStreaming = false
            isReasonOld = false
            flow = .blind(Self.reason(for: end))
        case .seen(let now):
            lastSeen = max(lastSeen, now)
            if case .blind = flow {
                flow = .watching
                rateTurned = nil
            }
        case .diagnosed(let findings):
            take(findings)
        case .tick(let now, let reading):
            tick(now, reading)
        }
        return state == before ? nil : state
    }

    private mutating func tick(_ now: Int64, _ reading: WatchReading) {
        if baselineSeen != lastSeen {
            baselineSeen = lastSeen
            baseline = reading
        }
        let isSilent = now - lastSeen >= blindAfter
        if case .blind(let reason) = flow {
            guard isSilent, reason.code == Self.starting || isReasonOld else { return }
            isReasonOld = false
            flow = .blind(silence(reading))
        } else if isSilent {
            flow = .blind(silence(reading))
        } else {
            judgeRate(now, reading)
        }
    }

    private mutating func judgeRate(_ now: Int64, _ reading: WatchReading) {
        let isStale = limits.staleSeconds.map { (reading.pictureAge ?? 0) > $0 } ?? false
        guard expectedRate > 0 || reading.patchedRate > 0 || isStale || flow != .watching else { return }
        let lowest = expectedRate * (limits.lowestRate ?? 0)
        let isDamaged = reading.patchedRate > reading.analysedRate / 2
        let isLow = reading.analysedRate < lowest
        guard (isLow || isDamaged || isStale) == (flow == .watching) else {
            rateTurned = nil
            return
        }
        let turned = rateTurned ?? now
        rateTurned = turned
        guard Double(now - turned) / 1e9 >= Self.rateSeconds else { return }
        rateTurned = nil
        if isDamaged {
            flow = .degraded(Self.damage)
        } else if isStale {
            flow = .degraded(staleness)
        } else if isLow, reading.unmaskableRate > 0, reading.analysedRate + reading.unmaskableRate >= lowest {
            flow = .degraded(Self.unmaskable)
        } else {
            flow = isLow ? .degraded(slowness(arriving: reading.arrivedRate >= lowest)) : .watching
        }
    }

    /// The worst finding is the state; its figures stay as they were when it began.
    private mutating func take(_ findings: [SensorFinding]) {
        guard let worst = findings.first else {
            sight = nil
            return
        }
        let isBlind = if case .blind? = sight { true } else { false }
        if let sight, sight.reason?.code == worst.symptom.rawValue, isBlind == worst.isBlinding { return }
        sight = worst.isBlinding ? .blind(WatchReason(worst)) : .degraded(WatchReason(worst))
    }

    private var staleness: WatchReason {
        WatchReason(
            code: "stale",
            detail:
                "pictures are more than \(Self.tenths(limits.staleSeconds ?? 0)) s old when they are looked at; check "
                + "the load of the machine, and what buffers between it and the camera")
    }

    private static let damage = WatchReason(
        code: "damaged",
        detail: "most frames are damaged, and parts of the image are not seen; check the camera's cable, hub and power")

    private static let unmaskable = WatchReason(
        code: "unmaskable",
        detail: "frames are dropped because the privacy masks cannot be applied to them; check the camera's cable, "
            + "hub, power and format")

    /// Whether the configuration asks for more frames than the camera agreed to.
    private var isAskedForMore: Bool { expectedRate > agreedRate }

    /// Why fewer frames are seen than were agreed.
    private func slowness(arriving: Bool) -> WatchReason {
        let share =
            "less than \(Int((limits.lowestRate ?? 0) * 100)) % of the \(Self.tenths(expectedRate)) frames a second"
        return arriving
            ? WatchReason(
                code: "analysis-behind",
                detail: "\(share) that arrive are seen; lower the camera's fps or raise analysis.scale")
            : WatchReason(
                code: "frame-rate",
                detail:
                    "the camera delivers \(share) \(isAskedForMore ? "that are configured" : "it agreed to"); check its light (long exposures), its cable and "
                    + "what shares its bus")
    }

    /// Why no frame is seen.
    private func silence(_ reading: WatchReading) -> WatchReason {
        let seconds = Self.tenths(Double(blindAfter) / 1e9)
        if !isStreaming {
            return WatchReason(
                code: "opening",
                detail: "the camera has not begun to deliver for \(seconds) s; its driver may hang: unplug it and plug "
                    + "it in again")
        }
        if reading.undecodable > baseline.undecodable {
            return WatchReason(
                code: "undecodable",
                detail: "frames come but none can be decoded; check the camera's format and cable")
        }
        if reading.unmaskable > baseline.unmaskable { return Self.unmaskable }
        if reading.arrived > baseline.arrived {
            return WatchReason(
                code: "analysis-behind",
                detail: "frames come but none was looked at for \(seconds) s; the machine is overloaded: lower fps or "
                    + "raise analysis.scale")
        }
        return WatchReason(
            code: "no-frames",
            detail: "no frame for \(seconds) s although the camera is open; check its cable and power")
    }

    private static func reason(for end: SourceEnd) -> WatchReason {
        switch end {
        case .stopped: WatchReason(code: "stopped", detail: "the camera was stopped")
        case .finished: WatchReason(code: "finished", detail: "the footage was played to its end")
        case .failed(let problem): WatchReason(code: problem.code.rawValue, detail: problem.description)
        }
    }

    private static func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
