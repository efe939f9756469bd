import Synchronization

/// One alarm clock: setting it anew takes the place of the wish before.
final class DeliveryTimer: Sendable {
    private let task = Mutex<Task<Void, Never>?>(nil)

    /// Calls `body` after `seconds`, unless set anew or cancelled before.
    func set(after seconds: Double, _ body: @escaping @Sendable () -> Void) {
        let next = Task {
            // A wait that ends early was set anew.
            do { try await Task.sleep(for: .seconds(max(0, seconds))) } catch { return }
            body()
        }
        task.withLock { task in
            task?.cancel()
            task = next
        }
    }

    /// Nothing is called any more.
    func cancel() {
        task.withLock { task in
            task?.cancel()
            task = nil
        }
    }
}
