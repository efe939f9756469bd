import Synchronization

/// Waits for the two halves of a camera's stop, which end in any order: its source, and its events with their recordings.
final class StopHalves: Sendable {
    private let left: Mutex<(source: Bool, events: Bool)> = Mutex((true, true))
    private let completion: FirstCall

    /// - Parameter completion: called once, when both have ended.
    init(_ completion: @escaping @Sendable () -> Void) {
        self.completion = FirstCall(completion)
    }

    func sourceEnded() { end { $0.source = false } }

    func eventsEnded() { end { $0.events = false } }

    private func end(_ half: (inout (source: Bool, events: Bool)) -> Void) {
        let isOver = left.withLock { left in
            half(&left)
            return !left.source && !left.events
        }
        if isOver { completion.call() }
    }
}
