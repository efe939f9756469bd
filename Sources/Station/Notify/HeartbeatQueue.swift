/// A queue that can be asked whether it moves.
public struct HeartbeatQueue: Sendable {
    /// What it is called, for people; unique.
    public let name: String
    /// Gives the queue a block that calls `answer` when its turn comes; does not wait for that.
    let ask: @Sendable (_ answer: @escaping @Sendable () -> Void) -> Void

    init(_ name: String, ask: @escaping @Sendable (_ answer: @escaping @Sendable () -> Void) -> Void) {
        self.name = name
        self.ask = ask
    }
}
