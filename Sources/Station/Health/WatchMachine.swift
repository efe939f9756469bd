package import Capture

/// Decides whether a camera sees: a pure state machine over what its source and its analysis tell.
///
/// Invariants: a camera that delivers nothing that can be analysed is never `watching` for longer than the configured
/// time; a state is left as soon as its reason is gone; time is only what the events say.
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
        /// Time passes. `undecodable` counts the frames so far that could not be decoded; `rate` is what was measured.
        case tick(at: Int64, undecodable: UInt64, rate: Double)
    }

    /// Share of the negotiated frame rate below which a camera is degraded.
    package static let lowestRate = 0.7
    /// Seconds for which the rate must stay low, or be right again, before that is believed.
    package static let rateSeconds = 10.0

    private let blindAfter: Int64
    private var expectedRate = 0.0
    private var lastSeen: Int64
    private var undecodableBefore: UInt64 = 0
    private var rateTurned: Int64?

    /// The present state.
    package private(set) var state: WatchState

    /// Makes the machine of a camera that was just started.
    ///
    /// - Parameters:
    ///   - blindAfter: seconds without a frame after which it is blind.
    ///   - now: nanoseconds on the monotonic clock.
    package init(blindAfter: Double, now: Int64) {
        self.blindAfter = Int64(blindAfter * 1e9)
        lastSeen = now
        state = .blind(WatchReason(code: Self.starting, detail: "the camera was started and no frame came yet"))
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
            expectedRate = format.framesPerSecond
            rateTurned = nil
            lastSeen = max(lastSeen, now)
        case .lost(let problem, _):
            expectedRate = 0
            state = .blind(WatchReason(code: problem.code.rawValue, detail: problem.description))
        case .ended(let end, _):
            state = .blind(Self.reason(for: end))
        case .seen(let now):
            lastSeen = max(lastSeen, now)
            if case .blind = state {
                state = .watching
                rateTurned = nil
            }
        case .tick(let now, let undecodable, let rate):
            tick(now, undecodable: undecodable, rate: rate)
        }
        return state == before ? nil : state
    }

    private mutating func tick(_ now: Int64, undecodable: UInt64, rate: Double) {
        defer { undecodableBefore = undecodable }
        let silent = now - lastSeen >= blindAfter
        switch state {
        case .blind(let reason) where reason.code != Self.starting:
            return
        case .blind where !silent:
            return
        case .blind, .watching, .degraded:
            if silent {
                state = .blind(Self.silence(seconds: blindAfter, decodable: undecodable == undecodableBefore))
            } else {
                judgeRate(now, rate)
            }
        }
    }

    private mutating func judgeRate(_ now: Int64, _ rate: Double) {
        guard expectedRate > 0 else { return }
        let low = rate < expectedRate * Self.lowestRate
        guard low == (state == .watching) else {
            rateTurned = nil
            return
        }
        let turned = rateTurned ?? now
        rateTurned = turned
        guard Double(now - turned) / 1e9 >= Self.rateSeconds else { return }
        rateTurned = nil
        state =
            low
            ? .degraded(
                WatchReason(
                    code: "frame-rate",
                    detail: "the camera delivers less than \(Int(Self.lowestRate * 100)) % of the "
                        + "\(Self.tenths(expectedRate)) frames a second it agreed to; check its light "
                        + "(long exposures), its cable and what shares its bus"))
            : .watching
    }

    private static func silence(seconds: Int64, decodable: Bool) -> WatchReason {
        decodable
            ? WatchReason(
                code: "no-frames",
                detail: "no frame for \(tenths(Double(seconds) / 1e9)) s although the camera is open; "
                    + "check its cable and power")
            : WatchReason(
                code: "undecodable",
                detail: "frames come but none can be decoded; check the camera's format and cable")
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
