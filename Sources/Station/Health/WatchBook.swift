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
    package mutating func changed(to state: WatchState, at moment: MonotonicTime) -> EntryDraft {
        switch (state, open) {
        case (.watching, nil):
            return draft(state, nil, at: moment)
        case (.watching, let token?):
            open = nil
            return draft(state, .close(token, reason: "recovered"), at: moment)
        case (_, nil):
            let token = makeToken()
            open = token
            return draft(state, .open(token), at: moment)
        case (_, let token?):
            return draft(state, .update(token), at: moment)
        }
    }

    /// The site stops while the camera is in `state`.
    ///
    /// - Returns: the end of the open event, if one is open.
    package mutating func interrupted(in state: WatchState, at moment: MonotonicTime) -> EntryDraft? {
        guard let token = open else { return nil }
        open = nil
        return draft(state, .close(token, reason: "interrupted"), at: moment)
    }

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
