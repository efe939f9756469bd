import Synchronization

/// How many `/events` streams a door serves at once, so that clients which come and never go cost a bounded amount.
final class StreamSlots: Sendable {
    /// The right to one stream; given back when nobody holds it any more, however the request ended.
    final class Slot: Sendable {
        private let slots: StreamSlots

        fileprivate init(_ slots: StreamSlots) {
            self.slots = slots
        }

        deinit {
            slots.taken.withLock { $0 -= 1 }
        }
    }

    private let limit: Int
    private let taken = Mutex(0)

    init(limit: Int) {
        self.limit = limit
    }

    /// Streams open now.
    var inUse: Int { taken.withLock { $0 } }

    /// Takes a slot; `nil` if all are taken.
    func take() -> Slot? {
        let isFree = taken.withLock { taken in
            guard taken < limit else { return false }
            taken += 1
            return true
        }
        return isFree ? Slot(self) : nil
    }
}
