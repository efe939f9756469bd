import Dispatch

/// Beats on a queue: each 1/fps seconds, or again and again as soon as the last beat has been answered.
///
/// It makes its Dispatch sources once, and a beat allocates nothing. It belongs to the queue it beats on.
final class FramePacer {
    private enum Beat {
        case timer(any DispatchSourceTimer)
        case echo(any DispatchSourceUserDataAdd, relay: any DispatchSourceUserDataAdd)
    }

    private let beat: Beat

    /// Makes a pacer that calls `body` on `queue` with the number of beats since the call before.
    init(pace: FootagePace, interval: FrameInterval, queue: DispatchQueue, body: @escaping @Sendable (UInt) -> Void) {
        switch pace {
        case .realTime:
            let timer = DispatchSource.makeTimerSource(queue: queue)
            let period = max(1, interval.nanoseconds(ofFrame: 1_000_000) / 1_000_000)
            timer.schedule(deadline: .now(), repeating: .nanoseconds(Int(period)), leeway: .nanoseconds(0))
            timer.setEventHandler { body(UInt(timer.data)) }
            beat = .timer(timer)
        case .asFastAsPossible:
            let echo = DispatchSource.makeUserDataAddSource(queue: queue)
            echo.setEventHandler { body(1) }
            // A serial queue that refills itself never gives its thread back: with one such queue for each core, nothing
            // else would ever run. On the way through the global queue everyone else gets a turn.
            let relay = DispatchSource.makeUserDataAddSource(queue: .global())
            relay.setEventHandler { echo.add(data: 1) }
            beat = .echo(echo, relay: relay)
        }
    }

    /// Begins to beat.
    func start() {
        switch beat {
        case .timer(let timer): timer.activate()
        case .echo(let echo, let relay):
            echo.activate()
            relay.activate()
            relay.add(data: 1)
        }
    }

    /// Asks for the next beat; in real time it comes by itself.
    func answer() {
        if case .echo(_, let relay) = beat { relay.add(data: 1) }
    }

    /// Ends the beat for ever. A beat that is under way ends first.
    func cancel() {
        switch beat {
        case .timer(let timer):
            timer.cancel()
            timer.setEventHandler {}
        case .echo(let echo, let relay):
            relay.cancel()
            echo.cancel()
            echo.setEventHandler {}
        }
    }
}
