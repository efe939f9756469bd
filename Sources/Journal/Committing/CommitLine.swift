/// The line in which drafts wait for their commit, and the decision when to try: a pure state machine.
///
/// Invariants: items leave in the order they came; an item leaves only by being committed or refused, and then once; at
/// most one batch is in flight, and one asked for; while commits fail, at most one attempt is made per delay; the line holds at most
/// `limit` items that may be refused and `hardLimit` in all.
package struct CommitLine<Item> {
    /// What the owner must do now.
    package enum Action: Equatable {
        /// Begin a batch.
        case commit
        /// Call `retryIsDue()` after so many seconds.
        case wait(seconds: Double)
        /// Nothing.
        case none
    }

    /// What became of an item that was offered.
    package enum Admission {
        /// It waits now.
        case taken(Action)
        /// It waits now; another, less important one, had to go.
        case tookPlaceOf(Item, Action)
        /// The line is full.
        case refused
    }

    private enum State {
        case idle
        case due
        case committing(count: Int)
        case backingOff
    }

    private struct Place {
        var item: Item
        var mayBeRefused: Bool
    }

    private let limit: Int
    private let hardLimit: Int
    private var places: [Place] = []
    private var state = State.idle
    private var failures = 0
    private var isolated = 0

    /// Makes an empty line; important items are refused only beyond four times `limit`.
    package init(limit: Int) {
        self.limit = max(1, limit)
        hardLimit = 4 * self.limit
    }

    /// How many items wait or are being committed.
    package var count: Int { places.count }

    /// The item that came first.
    package var oldest: Item? { places.first?.item }

    /// Whether the last attempt failed and the next one is not yet due.
    package var isBackingOff: Bool {
        if case .backingOff = state { true } else { false }
    }

    /// Takes an item to the end of the line.
    package mutating func add(_ item: Item, mayBeRefused: Bool) -> Admission {
        guard places.count >= limit else {
            places.append(Place(item: item, mayBeRefused: mayBeRefused))
            return .taken(wake())
        }
        guard !mayBeRefused else { return .refused }
        if let victim = places[inFlight...].lastIndex(where: \.mayBeRefused) {
            let loser = places.remove(at: victim).item
            places.append(Place(item: item, mayBeRefused: false))
            return .tookPlaceOf(loser, wake())
        }
        guard places.count < hardLimit else { return .refused }
        places.append(Place(item: item, mayBeRefused: false))
        return .taken(wake())
    }

    /// Begins a batch: the first items of the line, which stay in it until the outcome is known.
    package mutating func begin(atMost batchLimit: Int) -> [Item] {
        switch state {
        case .committing, .backingOff: return []
        case .idle, .due: state = .idle
        }
        guard !places.isEmpty else { return [] }
        let count = min(places.count, isolated > 0 ? 1 : max(1, batchLimit))
        state = .committing(count: count)
        return places.prefix(count).map(\.item)
    }

    /// The batch is committed: its items leave.
    package mutating func succeeded() -> Action {
        leave()
        failures = 0
        return wake()
    }

    /// The batch failed for a reason that time or a technician may remove: everything stays, in order.
    package mutating func failed() -> Action {
        state = .backingOff
        failures += 1
        return .wait(seconds: Self.delay(afterFailures: failures))
    }

    /// Takes items out of the line that are not in flight, in order: nobody wants them committed any more.
    package mutating func remove(where isUnwanted: (Item) -> Bool) -> [Item] {
        let first = inFlight
        let removed = places[first...].map(\.item).filter(isUnwanted)
        let rest = places[first...].filter { !isUnwanted($0.item) }
        places.replaceSubrange(first..., with: rest)
        return removed
    }

    /// The batch failed because of what is in it: its items are tried one by one, and the one that fails alone is
    /// handed out to be refused.
    package mutating func failedForItsContent() -> (refused: Item?, Action) {
        guard case .committing(let count) = state else { return (nil, .none) }
        if count == 1 {
            let item = places.first?.item
            leave()
            return (item, wake())
        }
        isolated = count
        state = .idle
        return (nil, wake())
    }

    /// The delay is over.
    package mutating func retryIsDue() -> Action {
        guard case .backingOff = state else { return .none }
        state = .idle
        return wake()
    }

    /// Gives everything up that is not in flight, oldest first.
    package mutating func abandon() -> [Item] {
        let rest = places[inFlight...].map(\.item)
        places.removeSubrange(inFlight...)
        return rest
    }

    /// Seconds to wait: 0.1, 0.2, 0.4 … up to 5.
    package static func delay(afterFailures failures: Int) -> Double {
        var delay = 0.1
        for _ in 1..<max(1, min(failures, 10)) { delay *= 2 }
        return min(delay, 5)
    }

    private var inFlight: Int {
        if case .committing(let count) = state { count } else { 0 }
    }

    private mutating func leave() {
        let count = inFlight
        places.removeFirst(count)
        isolated = max(0, isolated - count)
        state = .idle
    }

    private mutating func wake() -> Action {
        guard case .idle = state, !places.isEmpty else { return .none }
        state = .due
        return .commit
    }
}
