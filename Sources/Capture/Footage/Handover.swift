import Synchronization

/// One value that two queues pass to and fro.
final class Handover<Value>: Sendable {
    private struct Box: @unchecked Sendable {  // what it points to is used by the queue whose turn it is, and no other
        var value: Value
    }

    private let box: Mutex<Box>

    init(_ value: Value) {
        box = Mutex(Box(value: value))
    }

    var value: Value { box.withLock { $0 }.value }

    func put(_ value: Value) {
        let new = Box(value: value)
        box.withLock { $0 = new }
    }
}
