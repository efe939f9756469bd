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
    /// Taken from the budget of recordings whose event is not open yet.
    var reserved = 0
    /// Whether that budget ever kept a frame out.
    var wasStarved = false
    var waiting: (bytes: Int, handler: @Sendable () -> Void)?

    private var held: Int { buffer.bytes.count + beingWritten }

    /// Whether a drain must be scheduled now.
    mutating func schedule() -> Bool {
        guard isAttached, !isScheduled else { return false }
        isScheduled = true
        return true
    }

    /// Whether every further frame is cut.
    var isOver: Bool { isEnded || finishReason != nil }

    // An empty buffer takes a frame of any size, or one that is larger than the limit could never be recorded.
    private func ownRoom(limit: Int) -> Int { held == 0 ? .max : max(0, limit - held) }

    /// How many bytes may be offered now. Everything may be when the recording is over: it is cut and counted, and
    /// nobody waits for room that will never be.
    func room(limit: Int, unopened: ByteBudget) -> Int {
        if isOver { return .max }
        let room = ownRoom(limit: limit)
        return isAttached ? room : min(room, unopened.free)
    }

    /// Decides whether a frame is taken, and reserves its bytes while the event is not open.
    mutating func admit(_ bytes: Int, limit: Int, unopened: ByteBudget) -> Bool {
        guard !isOver, bytes <= ownRoom(limit: limit) else { return false }
        if isAttached { return true }
        guard unopened.take(bytes) else { return false }
        reserved += bytes
        return true
    }

    /// Notes why `bytes` found no room.
    ///
    /// - Returns: Whether the shared budget was the reason.
    mutating func noteShortage(_ bytes: Int, limit: Int) -> Bool {
        guard !isOver, !isAttached, bytes <= ownRoom(limit: limit) else { return false }
        wasStarved = true
        return true
    }

    /// The event is open, or never will be: what was reserved is to be given back.
    mutating func takeReserved() -> Int {
        defer { reserved = 0 }
        return reserved
    }

    /// Who waits for room and has it now.
    mutating func wake(limit: Int, unopened: ByteBudget) -> (@Sendable () -> Void)? {
        guard let waiting, waiting.bytes <= room(limit: limit, unopened: unopened) else { return nil }
        self.waiting = nil
        return waiting.handler
    }

    /// Takes nothing more, and forgets what is left.
    mutating func end() -> (@Sendable () -> Void)? {
        isEnded = true
        buffer = RecordingBuffer()
        beingWritten = 0
        defer { waiting = nil }
        return waiting?.handler
    }
}
