/// What a recording has taken and not yet written, and who waits for room: pure.
struct RecordingIntake {
    var buffer = RecordingBuffer()
    var beingWritten = 0
    var takenFrames = 0
    var cutFrames = 0
    var finishReason: String?
    var isAttached = false
    var isScheduled = false
    var isEnded = false
    var waiting: (bytes: Int, handler: @Sendable () -> Void)?

    private var held: Int { buffer.bytes.count + beingWritten }

    /// Whether a drain must be scheduled now.
    mutating func schedule() -> Bool {
        guard isAttached, !isScheduled else { return false }
        isScheduled = true
        return true
    }

    func canTake(_ bytes: Int, limit: Int) -> Bool { isEnded || held == 0 || held + bytes <= limit }

    /// Who waits for room and has it now.
    mutating func wake(limit: Int) -> (@Sendable () -> Void)? {
        guard let waiting, canTake(waiting.bytes, limit: limit) else { return nil }
        self.waiting = nil
        return waiting.handler
    }

    /// Takes nothing more, and forgets what is left.
    mutating func end() -> (@Sendable () -> Void)? {
        isEnded = true
        buffer = RecordingBuffer()
        defer { waiting = nil }
        return waiting?.handler
    }
}
