/// Writes bits, the highest first, into memory that is large enough.
struct BitWriter {
    private let base: UnsafeMutablePointer<UInt8>
    private var cursor: UnsafeMutablePointer<UInt8>
    /// The bits that are not in memory yet: the lowest ``held``, fewer than 32.
    private var tail: UInt64 = 0
    private var held = 0

    init(_ base: UnsafeMutablePointer<UInt8>) {
        self.base = base
        cursor = base
    }

    /// Writes the lowest `count` bits, at most 32; those above them must be 0.
    @inline(__always)
    mutating func put(_ bits: UInt64, _ count: Int) {
        tail = tail &<< UInt64(truncatingIfNeeded: count) | bits
        held &+= count
        guard held >= 32 else { return }
        held &-= 32
        let word = UInt32(truncatingIfNeeded: tail &>> UInt64(truncatingIfNeeded: held))
        UnsafeMutableRawPointer(cursor).storeBytes(of: word.bigEndian, as: UInt32.self)
        cursor += 4
    }

    /// Copies the bits from position `from` to `end` of memory that at least eight bytes follow.
    mutating func copy(_ source: UnsafePointer<UInt8>, from: Int, to end: Int) {
        var from = from
        while end - from >= 32 {
            put(Self.bits(source, from, 32), 32)
            from += 32
        }
        if from < end { put(Self.bits(source, from, end - from), end - from) }
    }

    /// Fills the last byte with ones, as T.81 wants before a marker. Returns how many bytes were written in all.
    mutating func finish() -> Int {
        let padding = (8 - held & 7) & 7
        put(1 << UInt64(padding) - 1, padding)
        while held > 0 {
            held -= 8
            cursor.pointee = UInt8(truncatingIfNeeded: tail >> UInt64(held))
            cursor += 1
        }
        return cursor - base
    }

    @inline(__always)
    private static func bits(_ source: UnsafePointer<UInt8>, _ from: Int, _ count: Int) -> UInt64 {
        let word = UInt64(
            bigEndian: UnsafeRawPointer(source + from &>> 3).loadUnaligned(as: UInt64.self))
        return (word &<< UInt64(truncatingIfNeeded: from & 7)) &>> UInt64(truncatingIfNeeded: 64 &- count)
    }
}
