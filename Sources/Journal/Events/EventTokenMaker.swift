import Synchronization

/// Makes names for events that are about to be opened, each once.
final class EventTokenMaker: Sendable {
    private let tokens = Atomic<UInt64>(0)

    func make() -> EventToken { EventToken(number: tokens.add(1, ordering: .relaxed).newValue) }
}
