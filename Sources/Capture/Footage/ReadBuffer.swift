/// Memory to read a file into; grows, up to a limit, and never shrinks.
final class ReadBuffer {
    /// The longest file that is read whole.
    static let limit = 64 << 20
    /// The memory. Changes with ``grow()``.
    private(set) var bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)

    deinit {
        bytes.deallocate()
    }

    /// Doubles the memory and keeps what is in it. Returns `false` at the limit.
    func grow() -> Bool {
        guard bytes.count < Self.limit else { return false }
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count * 2, alignment: 16)
        larger.copyMemory(from: UnsafeRawBufferPointer(bytes))
        bytes.deallocate()
        bytes = larger
        return true
    }
}
