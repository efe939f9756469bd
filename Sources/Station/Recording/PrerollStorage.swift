/// The ring's bytes and its table of frames; see ``PrerollRing`` for what holds.
///
/// The bytes lie in pieces that are filled one after the other. A piece whose frames nobody needs any more is used again; so
/// there are as many pieces as the span takes, and up to the budget only while a recording is behind.
struct PrerollStorage: ~Copyable {
    private struct Slot {
        var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
        var timestamp: Int64 = 0
    }

    /// The nanoseconds that are kept at any time, as far as the budget allows.
    var span: Int64
    /// The oldest frame that a recording waits for; from there on frames are kept however old they are.
    var awaited: UInt64?

    private let byteBudget: Int
    private let slots: UnsafeMutableBufferPointer<Slot>
    /// Oldest first; the last one takes the next frame.
    private var pieces: [PrerollPiece] = []
    /// Pieces without frames; a few are kept, so that a change of rate does not allocate.
    private var spares: [PrerollPiece] = []
    /// Bytes of all pieces.
    private(set) var size = 0
    /// Number of the oldest frame that is still there.
    private var oldest: UInt64 = 0
    /// Number that the next frame gets.
    private var next: UInt64 = 0

    private static let mostSpares = 2
    /// Frames that a piece should take at least, so that little of it stays empty.
    private static let framesPerPiece = 8

    init(byteBudget: Int, frameBudget: Int, span: Int64) {
        precondition(byteBudget > 0 && frameBudget > 0, "a ring has room for something")
        self.byteBudget = byteBudget
        self.span = span
        slots = .allocate(capacity: frameBudget)
        slots.initialize(repeating: Slot())
        pieces.reserveCapacity(64)
        spares.reserveCapacity(Self.mostSpares + 1)
    }

    deinit {
        for piece in pieces { piece.release() }
        for piece in spares { piece.release() }
        slots.deallocate()
    }

    mutating func append(_ frame: UnsafeRawBufferPointer, timestamp: Int64) -> Bool {
        guard frame.count <= byteBudget, !frame.isEmpty else { return false }
        if pieces.last.map({ $0.room < frame.count }) ?? true {
            guard let piece = freePiece(for: frame.count, at: timestamp) else { return false }
            pieces.append(piece)
        }
        if next - oldest == UInt64(slots.count) { oldest += 1 }
        let bytes = pieces[pieces.count - 1].append(frame, number: next, timestamp: timestamp)
        slots[slot(next)] = Slot(bytes: bytes, timestamp: timestamp)
        next += 1
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
        scratch.replace(with: found.bytes)
        return PrerollFrame(index: index, timestamp: found.timestamp, missed: index - position)
    }

    private func slot(_ index: UInt64) -> Int { Int(index % UInt64(slots.count)) }

    // MARK: Pieces

    /// A piece with room for `count` bytes: one that is free, a new one, or, where the budget is used up, that of the oldest
    /// frames.
    private mutating func freePiece(for count: Int, at now: Int64) -> PrerollPiece? {
        while let first = pieces.first, isUnneeded(first, at: now) { spares.append(takeOldest()) }
        while spares.count > Self.mostSpares { release(spares.removeLast()) }
        if let index = spares.firstIndex(where: { $0.size >= count }) { return spares.remove(at: index) }
        let wanted = min(max(PrerollPiece.usualSize, Self.framesPerPiece * count), max(count, byteBudget / 8))
        while size + wanted > byteBudget, let spare = spares.popLast() { release(spare) }
        while size + wanted > byteBudget, !pieces.isEmpty {
            let piece = takeOldest()
            // Not much larger than asked for, so that a large piece is not filled up by small frames for good.
            if piece.size >= count, piece.size <= 2 * wanted { return piece }
            release(piece)
        }
        guard let piece = PrerollPiece(size: wanted) else { return nil }
        size += wanted
        return piece
    }

    private func isUnneeded(_ piece: PrerollPiece, at now: Int64) -> Bool {
        piece.newestTime < now &- span && piece.newest < awaited ?? .max
    }

    /// Gives up the oldest piece's frames.
    private mutating func takeOldest() -> PrerollPiece {
        var piece = pieces.removeFirst()
        oldest = max(oldest, piece.newest + 1)
        piece.clear()
        return piece
    }

    private mutating func release(_ piece: PrerollPiece) {
        size -= piece.size
        piece.release()
    }
}
