package import Journal
import MerkleLog
package import Timekeeping

/// Turns changes of a camera's watch state into events: a pure state machine.
///
/// An event is open for as long as the camera does not see fully. Invariants: at most one such event is open; it is
/// opened when `watching` is left (or was never reached in time), updated when the reason changes, and closed once.
package struct WatchBook {
    private let camera: String
    private let clock: any SiteClock
    private let makeToken: () -> EventToken
    private var open: EventToken?

    /// Makes the book of one camera.
    package init(camera: String, clock: any SiteClock, makeToken: @escaping () -> EventToken) {
        self.camera = camera
        self.clock = clock
        self.makeToken = makeToken
    }

    /// The camera is in `state` from `moment` on.
    ///
    /// - Parameter reason: why the open event ends, if this ends it: `recovered`, or what made the camera be judged anew.
    package mutating func changed(
        to state: WatchState, at moment: MonotonicTime, reason: String = Self.recovered
    ) -> EntryDraft {
        switch (state, open) {
        case (.watching, nil):
            return draft(state, nil, at: moment)
        case (.watching, let token?):
            open = nil
            return draft(state, .close(token, reason: reason), at: moment)
        case (_, nil):
            let token = makeToken()
            open = token
            return draft(state, .open(token), at: moment)
        case (_, let token?):
            return draft(state, .update(token), at: moment)
        }
    }

    /// The camera begins while the site runs: from now on there is somebody to ask whether it sees.
    package func began(in state: WatchState, at moment: MonotonicTime) -> EntryDraft { draft(state, nil, at: moment) }

    /// The camera ends while it is in `state`.
    ///
    /// - Parameter reason: `interrupted` if it ends with the site, whose entry about that says it for all its cameras; else
    ///   why nobody looks through this one any more, which is told also if no event is open.
    /// - Returns: what is to be told, if anything is.
    package mutating func interrupted(
        in state: WatchState, at moment: MonotonicTime, reason: String = Self.interruptedBySite
    ) -> EntryDraft? {
        let step = open.map { EventStep.close($0, reason: reason) }
        open = nil
        guard reason != Self.interruptedBySite else { return step.map { draft(state, $0, at: moment) } }
        return draft(.blind(WatchReason(endedFor: reason)), step, at: moment)
    }

    /// Why an event ends if the camera sees again, and if the site stops.
    package static let recovered = "recovered"
    package static let interruptedBySite = "interrupted"

    private func draft(_ state: WatchState, _ step: EventStep?, at moment: MonotonicTime) -> EntryDraft {
        var payload: [String: CanonicalValue] = ["state": .string(state.name)]
        if case .close(_, let reason)? = step { payload["closed"] = .string(reason) }
        if let reason = state.reason {
            payload["reason"] = .string(reason.code)
            payload["detail"] = .string(reason.detail)
        }
        return EntryDraft(
            kind: .watchChanged, camera: camera, time: clock.reading(at: moment), payload: .object(payload),
            event: step)
    }
}
