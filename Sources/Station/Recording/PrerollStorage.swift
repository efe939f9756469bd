/// The ring's bytes and its table of frames; see ``PrerollRing`` for what holds.
struct PrerollStorage: ~Copyable {
    private struct Slot {
        var offset = 0
        var length = 0
        var timestamp: Int64 = 0
    }

    private let bytes: UnsafeMutableRawBufferPointer
    private let slots: UnsafeMutableBufferPointer<Slot>
    /// Number of the oldest frame that is still there.
    private var oldest: UInt64 = 0
    /// Number that the next frame gets.
    private var next: UInt64 = 0
    /// Where the next frame's bytes go.
    private var head = 0

    init(byteBudget: Int, frameBudget: Int) {
        precondition(byteBudget > 0 && frameBudget > 0, "a ring has room for something")
        bytes = .allocate(byteCount: byteBudget, alignment: 64)
        slots = .allocate(capacity: frameBudget)
        slots.initialize(repeating: Slot())
    }

    deinit {
        bytes.deallocate()
        slots.deallocate()
    }

    mutating func append(_ frame: UnsafeRawBufferPointer, timestamp: Int64) -> Bool {
        guard frame.count <= bytes.count, !frame.isEmpty else { return false }
        if head + frame.count > bytes.count {
            // The frame goes to the front in one piece: what lies behind the head is given up.
            evict(from: head, to: bytes.count)
            head = 0
        }
        evict(from: head, to: head + frame.count)
        if next - oldest == UInt64(slots.count) { oldest += 1 }
        UnsafeMutableRawBufferPointer(rebasing: bytes[head..<head + frame.count]).copyMemory(from: frame)
        slots[slot(next)] = Slot(offset: head, length: frame.count, timestamp: timestamp)
        next += 1
        head += frame.count
        return true
    }

    var endIndex: UInt64 { next }

    func firstIndex(notBefore timestamp: Int64) -> UInt64 {
        var index = oldest
        while index < next, slots[slot(index)].timestamp < timestamp { index += 1 }
        return index
    }

    func read(_ position: UInt64, into scratch: ByteScratch) -> PrerollFrame? {
        let index = max(position, oldest)
        guard index < next else { return nil }
        let found = slots[slot(index)]
        scratch.replace(
            with: UnsafeRawBufferPointer(rebasing: bytes[found.offset..<found.offset + found.length]))
        return PrerollFrame(index: index, timestamp: found.timestamp, missed: index - position)
    }

    private func slot(_ index: UInt64) -> Int { Int(index % UInt64(slots.count)) }

    /// Gives up the oldest frames for as long as they touch the bytes `from..<to`.
    ///
    /// Frames lie in the ring in the order of their numbers, so that only the oldest can be in the way.
    private mutating func evict(from: Int, to: Int) {
        while oldest < next {
            let candidate = slots[slot(oldest)]
            guard candidate.offset < to, candidate.offset + candidate.length > from else { return }
            oldest += 1
        }
    }
}
