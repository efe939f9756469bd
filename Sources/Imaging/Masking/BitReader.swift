/// Reads bits, the highest first, from bytes that at least eight more follow.
///
/// It never looks at where the bytes end: whoever reads compares ``position`` now and then, and sees to it that as much may
/// be read beyond the end as fits between two comparisons.
struct BitReader {
    private let base: UnsafePointer<UInt8>
    private var cursor: UnsafePointer<UInt8>
    /// The next bits, the first one highest; at least 56 of them after ``refill()``.
    private(set) var window: UInt64 = 0
    private var filled = 0

    init(_ base: UnsafePointer<UInt8>) {
        self.base = base
        cursor = base
    }

    /// Bits taken so far.
    var position: Int { (cursor - base) &* 8 &- filled }

    @inline(__always)
    mutating func refill() {
        let next = UInt64(bigEndian: UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self))
        window |= next &>> UInt64(truncatingIfNeeded: filled)
        cursor += (63 &- filled) &>> 3
        filled |= 56
    }

    /// Gives up `count` bits, at most those that are there.
    @inline(__always)
    mutating func skip(_ count: Int) {
        window &<<= UInt64(truncatingIfNeeded: count)
        filled &-= count
    }

    /// The next `count` bits, at most 32, which may be 0.
    @inline(__always)
    func peek(_ count: Int) -> Int {
        // Two shifts, because one by 64 does not give 0.
        Int(truncatingIfNeeded: (window &>> 1) &>> UInt64(truncatingIfNeeded: 63 &- count))
    }
}
