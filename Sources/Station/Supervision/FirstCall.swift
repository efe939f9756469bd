import Synchronization

/// Does something at the first call, from whichever thread, and nothing at the others.
final class FirstCall: Sendable {
    private let action: Mutex<(@Sendable () -> Void)?>

    init(_ action: @escaping @Sendable () -> Void) {
        self.action = Mutex(action)
    }

    func call() {
        let first = action.withLock { action in
            defer { action = nil }
            return action
        }
        first?()
    }
}
