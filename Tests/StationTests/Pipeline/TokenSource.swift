import Journal
import Synchronization

/// Names events as a journal would.
final class TokenSource: Sendable {
    private let number = Mutex<UInt64>(0)

    func next() -> EventToken {
        number.withLock { number in
            number += 1
            return EventToken(number: number)
        }
    }
}
