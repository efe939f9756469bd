/// Memory for intermediate results that is kept from frame to frame and grows only when a larger frame comes.
final class ScratchMemory {
    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0
    /// How often memory was asked of the system.
    private(set) var growths = 0

    /// Makes empty scratch memory.
    init() {}

    deinit {
        memory?.deallocate()
    }

    /// At least `count` bytes, 64-byte aligned, with undefined content; valid until the next call.
    func bytes(_ count: Int) -> UnsafeMutableRawPointer {
        if let memory, capacity >= count { return memory }
        memory?.deallocate()
        capacity = max(64, (count + 63) & ~63)
        growths += 1
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 64)
        fresh.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
        memory = fresh
        return fresh
    }
}
