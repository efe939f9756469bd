/// The sums of one row of boxes: first down the columns, then along the row.
///
/// `Sum` must hold 64 times the largest pixel. Loops are short and straight, and read one row and write another, because
/// that is what the compiler turns into vector code.
struct BoxRow<Sum: FixedWidthInteger & UnsignedInteger> {
    /// Half a box's area, for rounding.
    let half: Sum
    /// The logarithm of a box's area to base 2.
    let shift: Sum
    private let width: Int
    private let side: Int
    private let boxCount: Int
    private let sums: UnsafeMutablePointer<Sum>
    private let spare: UnsafeMutablePointer<Sum>

    /// Prepares sums for rows of `width` pixels in `scratch`.
    @inline(__always)
    init(width: Int, scale: LumaScale, scratch: ScratchMemory) {
        self.width = width
        side = scale.rawValue
        boxCount = (width + side - 1) / side
        shift = Sum(2 * scale.shift)
        half = 1 << (shift - 1)
        let count = (boxCount * side + 63) & ~63
        let memory = scratch.bytes(2 * count * MemoryLayout<Sum>.stride).assumingMemoryBound(to: Sum.self)
        sums = memory
        spare = memory + count
    }

    /// Sets all sums to zero.
    @inline(__always)
    func clear() {
        sums.update(repeating: 0, count: boxCount * side)
    }

    /// Adds a row of 8-bit pixels.
    @inline(__always)
    func addBytes(_ row: UnsafeRawPointer) {
        let pixels = row.assumingMemoryBound(to: UInt8.self)
        for x in 0..<width { sums[x] = sums[x] &+ Sum(truncatingIfNeeded: pixels[x]) }
    }

    /// Adds the first byte of every two.
    @inline(__always)
    func addEvenBytes(_ row: UnsafeRawPointer) {
        for x in 0..<width {
            let pair = UInt16(littleEndian: row.loadUnaligned(fromByteOffset: 2 &* x, as: UInt16.self))
            sums[x] = sums[x] &+ Sum(truncatingIfNeeded: pair & 0xFF)
        }
    }

    /// Adds the second byte of every two.
    @inline(__always)
    func addOddBytes(_ row: UnsafeRawPointer) {
        for x in 0..<width {
            let pair = UInt16(littleEndian: row.loadUnaligned(fromByteOffset: 2 &* x, as: UInt16.self))
            sums[x] = sums[x] &+ Sum(truncatingIfNeeded: pair &>> 8)
        }
    }

    /// Adds a row of 16-bit little-endian pixels.
    @inline(__always)
    func addWords(_ row: UnsafeRawPointer) {
        for x in 0..<width {
            let word = UInt16(littleEndian: row.loadUnaligned(fromByteOffset: 2 &* x, as: UInt16.self))
            sums[x] = sums[x] &+ Sum(truncatingIfNeeded: word)
        }
    }

    /// Adds up along the row, and returns one sum for each box.
    @inline(__always)
    func reduced() -> UnsafeMutablePointer<Sum> {
        var (source, target) = (sums, spare)
        var count = boxCount * side
        while count > boxCount {
            count /= 2
            for x in 0..<count { target[x] = source[2 &* x] &+ source[2 &* x &+ 1] }
            swap(&source, &target)
        }
        return source
    }

    /// Works out the means of boxes that are only partly filled, after ``reduced()``.
    ///
    /// - Parameters:
    ///   - rows: how many rows were added.
    ///   - write: is given a box and its mean.
    @inline(__always)
    func mendEdges(rows: Int, write: (Int, Sum) -> Void) {
        // The number of halvings tells in which of the two rows the result stands.
        let result = side.trailingZeroBitCount % 2 == 0 ? sums : spare
        let lastColumns = width - (boxCount - 1) * side
        if rows < side {
            let area = Sum(truncatingIfNeeded: rows * side)
            for x in 0..<boxCount - 1 { write(x, (result[x] &+ area / 2) / area) }
        }
        if rows < side || lastColumns < side {
            let area = Sum(truncatingIfNeeded: rows * lastColumns)
            write(boxCount - 1, (result[boxCount - 1] &+ area / 2) / area)
        }
    }
}
