package import Detection
import Imaging
package import Journal
import MerkleLog
package import Timekeeping

/// Turns a camera's alarms into events: a pure state machine.
///
/// Invariants: every event that is opened is closed exactly once, in the end by ``closeAll(reason:now:)``; an event that
/// was not opened is never updated or closed; nothing is opened that no alarm asked for.
package struct EventBook {
    private struct OpenEvent {
        var token: EventToken
        var last: Int64
    }

    private let camera: String
    private let clock: any SiteClock
    private let makeToken: () -> EventToken
    private var open: [Int: OpenEvent] = [:]
    package private(set) var opened: UInt64 = 0

    /// Makes the book of one camera.
    ///
    /// - Parameters:
    ///   - camera: its name.
    ///   - clock: turns the frames' times into readings.
    ///   - makeToken: names a new event.
    package init(camera: String, clock: any SiteClock, makeToken: @escaping () -> EventToken) {
        self.camera = camera
        self.clock = clock
        self.makeToken = makeToken
    }

    /// Events that are open now.
    package var openCount: Int { open.count }

    /// An alarm was opened, updated or closed in the frame taken at `now`.
    ///
    /// - Parameter reason: why an event closes, if it does: `ended` by itself, `reconfigured` if its rule was taken away.
    package mutating func handle(_ change: AlarmChange, now: Int64, reason: String = "ended") -> [EventAction] {
        switch change {
        case .opened(let alarm):
            guard open[alarm.id] == nil else { return [] }
            let token = makeToken()
            open[alarm.id] = OpenEvent(token: token, last: alarm.last)
            opened += 1
            return [
                .append(draft(.eventOpened, .open(token), payload: alarm.payload, at: alarm.began)),
                .beginRecording(token, began: alarm.began),
                .takeSnapshot(token, boxes: [alarm.box], label: alarm.label),
            ]
        case .updated(let alarm):
            guard let event = open[alarm.id] else { return [] }
            open[alarm.id]?.last = alarm.last
            return [.append(draft(.eventUpdated, .update(event.token), payload: alarm.payload, at: now))]
        case .closed(let alarm):
            guard let event = open.removeValue(forKey: alarm.id) else { return [] }
            var payload = alarm.payload
            payload["reason"] = .string(reason)
            return [
                .append(draft(.eventClosed, .close(event.token, reason: reason), payload: payload, at: now)),
                .endRecording(event.token, last: alarm.last, now: now),
            ]
        }
    }

    /// Nothing more can be seen: closes every open event, in the order of their opening.
    ///
    /// - Parameters:
    ///   - reason: `interrupted` at a stop, `reconfigured` or `removed` by another configuration, the watch state's reason
    ///     when the camera went away.
    ///   - now: in nanoseconds on the monotonic clock.
    package mutating func closeAll(reason: String, now: Int64) -> [EventAction] {
        let events = open.sorted { $0.key < $1.key }.map(\.value)
        open.removeAll()
        return events.flatMap { event in
            [
                .append(
                    draft(
                        .eventClosed, .close(event.token, reason: reason), payload: ["reason": .string(reason)],
                        at: now)),
                EventAction.endRecording(event.token, last: event.last, now: now),
            ]
        }
    }

    private func draft(
        _ kind: EntryKind, _ step: EventStep, payload: [String: CanonicalValue], at moment: Int64
    ) -> EntryDraft {
        EntryDraft(
            kind: kind, camera: camera, time: clock.reading(at: MonotonicTime(nanoseconds: moment)),
            payload: .object(payload), event: step)
    }
}
