/// Walks through the bits of a baseline scan and copies them, but for covered blocks and the first one behind each.
///
/// Codes are followed, never turned into coefficients: a covered block becomes the code for "no difference of DC that would
/// not lead to 0, no AC", and behind it the first block of each component gets the difference of its DC coded anew, because
/// that counts from the block before (ITU-T T.81, F.1.2.1). All other bits are copied as they are, in runs as long as possible.
///
/// Invariant: what is copied lies in blocks that are not covered. A code that does not exist, a block of more than 64
/// coefficients or a scan that ends early is told; from there on nobody knows where in the image the bits belong.
struct JPEGScanMasker {
    /// How a walk ended.
    enum End {
        /// Every block was there.
        case complete
        /// The bits contradict themselves or end early.
        case damaged
        /// The image's tables hold no code for what must be written.
        case missingCode
    }

    /// One component on its way through a scan.
    struct Lane {
        var dc: Unmanaged<HuffmanTable>
        var ac: Unmanaged<HuffmanTable>
        var categories: UnsafeMutablePointer<UInt16>
        var steps: UnsafeMutablePointer<UInt32>
        var dcCodes: UnsafeMutablePointer<UInt32>
        /// The code that ends a block, with its length in bits 16…20.
        var endCode: UInt32
        /// The largest DC, in steps of its quantisation, that samples of 8 bits can have; what goes beyond comes from damage.
        var largestDC: Int
        /// The DC of the block before, in the image and in what is written.
        var read: Int = 0
        var written: Int = 0

        /// Makes a lane.
        ///
        /// - Parameters:
        ///   - dc, ac: its tables, which must outlive it.
        ///   - step: by which its DC is quantised.
        init(dc: HuffmanTable, ac: HuffmanTable, step: Int) {
            // The masker holds the tables for as long as it lives.
            self.dc = .passUnretained(dc)
            self.ac = .passUnretained(ac)
            categories = dc.categories
            steps = ac.steps
            dcCodes = dc.codes
            endCode = ac.codes[0]
            // Eight times the mean of samples from -128 to 127 (T.81, A.3.3), and a step for another one's rounding.
            largestDC = (8 * 128 + step / 2) / max(1, step) + 1
        }
    }

    /// Bytes that must be readable behind the bits of a segment: a block of 64 of the longest codes, and what the reader holds.
    static let slack = 64 * 4 + 16
    /// Bytes by which a covered block and the one behind it can grow together: two codes of DC and one of AC, the longest.
    static let growth = 10

    let lanes: UnsafeMutablePointer<Lane>
    let laneCount: Int
    /// For each block of a unit its lane.
    let order: UnsafePointer<UInt8>
    let blocksInUnit: Int

    /// Copies `units` units of the scan between two restart markers.
    ///
    /// - Parameters:
    ///   - source: the bits, without the zeros stuffed behind 0xFF; ``slack`` bytes must follow.
    ///   - bitCount: how many there are.
    ///   - covered: a flag for each block.
    ///   - target: takes the bits.
    /// - Returns: how it ended, and how many bits of `source` were used.
    func copy(
        _ units: Int, from source: UnsafePointer<UInt8>, bitCount: Int, covered: UnsafePointer<UInt8>,
        to target: inout BitWriter
    ) -> (end: End, used: Int) {
        var reader = BitReader(source)
        var writer = target
        var covered = covered
        var copied = 0
        for lane in 0..<laneCount {
            lanes[lane].read = 0
            lanes[lane].written = 0
        }
        for _ in 0..<units {
            for block in 0..<blocksInUnit {
                let lane = lanes + Int(order[block])
                let start = reader.position
                guard let difference = readDC(&reader, lane) else { return (.damaged, start) }
                let value = lane.pointee.read &+ difference
                guard abs(value) <= lane.pointee.largestDC else { return (.damaged, start) }
                if covered.pointee != 0 {
                    writer.copy(source, from: copied, to: start)
                    guard writeDC(&writer, lane, 0), lane.pointee.endCode != 0 else { return (.missingCode, start) }
                    writer.put(UInt64(lane.pointee.endCode & 0xFFFF), Int(lane.pointee.endCode >> 16))
                } else if lane.pointee.read == lane.pointee.written {
                    lane.pointee.written = value
                } else {
                    writer.copy(source, from: copied, to: start)
                    guard writeDC(&writer, lane, value) else { return (.missingCode, start) }
                    copied = reader.position
                }
                lane.pointee.read = value
                guard skipAC(&reader, lane) else { return (.damaged, start) }
                if covered.pointee != 0 { copied = reader.position }
                guard reader.position <= bitCount else { return (.damaged, bitCount) }
                covered += 1
            }
        }
        writer.copy(source, from: copied, to: reader.position)
        target = writer
        return (.complete, reader.position)
    }

    /// The difference of DC that comes next; `nil` if there is no such code.
    @inline(__always)
    private func readDC(_ reader: inout BitReader, _ lane: UnsafeMutablePointer<Lane>) -> Int? {
        reader.refill()
        let entry = lane.pointee.categories[reader.peek(HuffmanTable.lookupBits)]
        var category = Int(entry &>> 8)
        if entry != 0 {
            reader.skip(Int(entry & 0xFF))
        } else {
            guard let long = lane.pointee.dc._withUnsafeGuaranteedRef({ $0.longCode(reader.window) }) else {
                return nil
            }
            category = Int(long.symbol)
            reader.skip(long.length)
        }
        // With 8 bits a sample a difference has no more than 11 bits (T.81, table F.1).
        guard category <= 11 else { return nil }
        let bits = reader.peek(category)
        reader.skip(category)
        return bits < (1 &<< category) &>> 1 ? bits &- (1 &<< category) &+ 1 : bits
    }

    @inline(__always)
    private func writeDC(_ writer: inout BitWriter, _ lane: UnsafeMutablePointer<Lane>, _ value: Int) -> Bool {
        let difference = value &- lane.pointee.written
        let category = Int.bitWidth - abs(difference).leadingZeroBitCount
        let code = lane.pointee.dcCodes[category]
        guard code != 0 else { return false }
        writer.put(UInt64(code & 0xFFFF), Int(code &>> 16))
        let bits = difference < 0 ? difference &+ (1 &<< category) &- 1 : difference
        writer.put(UInt64(truncatingIfNeeded: bits), category)
        lane.pointee.written = value
        return true
    }

    /// Passes over the AC of a block. Returns whether it was one.
    @inline(__always)
    private func skipAC(_ reader: inout BitReader, _ lane: UnsafeMutablePointer<Lane>) -> Bool {
        let steps = lane.pointee.steps
        var next = 1
        while true {
            reader.refill()
            let entry = steps[reader.peek(HuffmanTable.lookupBits)]
            let several = Int(entry &>> 16)
            let after = next &+ (several &>> 5 & 0x3FF)
            if several != 0, after < 64 {
                reader.skip(several & 31)
                if several & Int(HuffmanTable.endOfBlock) != 0 { return true }
                next = after
                continue
            }
            var step = UInt16(truncatingIfNeeded: entry)
            if step == 0 {
                guard let long = lane.pointee.ac._withUnsafeGuaranteedRef({ $0.longCode(reader.window) }) else {
                    return false
                }
                step = HuffmanTable.step(long.symbol, length: long.length)
                if step == 0 { return false }
            }
            reader.skip(Int(step & 31))
            if step & HuffmanTable.endOfBlock != 0 { return true }
            next &+= Int(step &>> 5)
            if next >= 64 { return next == 64 }
        }
    }
}
