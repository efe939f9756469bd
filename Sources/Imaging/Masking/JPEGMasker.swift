import Glibc

/// Lays masks over JPEGs without decoding them to pixels, one after the other, on one queue.
///
/// Baseline images, which is what cameras send, are masked by ``JPEGScanMasker``; their header is written anew from what is
/// needed of it, with the standard Huffman tables if they have none. Others go through libjpeg's coefficients and come out as
/// baseline. Invariants: what is not covered keeps every coefficient and every quantisation table; of other segments only
/// the density and the meaning of colours remain; nothing behind the scan remains; an image that is not whole is refused,
/// because a lost byte shifts what follows, and what the masks cover would show beside them.
final class JPEGMasker {
    private let masks: [Polygon]
    private var outline = JPEGOutline()
    private var map: BlockMap?
    /// The map's flags in the order of the scan.
    private var flags: [UInt8] = []
    private var coveredCount = 0

    private let dcTables = (0..<4).map { _ in HuffmanTable(isDC: true) }
    private let acTables = (0..<4).map { _ in HuffmanTable(isDC: false) }
    private let lanes = UnsafeMutablePointer<JPEGScanMasker.Lane>.allocate(capacity: 4)
    /// For each block of a unit its component: at most ten (T.81, B.2.3).
    private let order = UnsafeMutablePointer<UInt8>.allocate(capacity: 16)
    private var blocksInUnit = 0

    private let plain = ScratchMemory()
    private let masked = ScratchMemory()
    private let output = ScratchMemory()
    private var recoder: JPEGRecoder?

    init(masks: [Polygon]) {
        self.masks = masks
        lanes.initialize(repeating: .init(dc: dcTables[0], ac: acTables[0], step: 1), count: 4)
        order.initialize(repeating: 0, count: 16)
    }

    deinit {
        lanes.deallocate()
        order.deallocate()
    }

    /// How often memory was asked of the system.
    var systemAllocations: Int {
        plain.growths + masked.growths + output.growths + (recoder?.systemAllocations ?? 0)
    }

    /// Masks one image.
    ///
    /// - Parameters:
    ///   - bytes: one JPEG; what follows its end is dropped.
    ///   - size: what the image must have; one without pixels stands for any.
    /// - Returns: a JPEG; valid until the next call.
    func mask(
        _ bytes: UnsafeRawBufferPointer, expecting size: FrameSize
    ) throws(ImagingError) -> UnsafeRawBufferPointer {
        if try outline.read(bytes) == .baseline {
            try JPEGMasker.check(outline.size, expecting: size)
            try prepareMap()
            if blocksInUnit <= 10, let result = try copy(bytes) { return result }
        }
        let recoder = recoder ?? JPEGRecoder()
        self.recoder = recoder
        return try recoder.mask(bytes, masks: masks, expecting: size)
    }

    /// Masks are shares of the image, so that an image of another size than agreed may have them at another place.
    static func check(_ size: FrameSize, expecting expected: FrameSize) throws(ImagingError) {
        guard expected.area == 0 || size == expected else {
            throw ImagingError(
                code: .sizeDiffers, place: "JPEG image under privacy masks",
                cause: "its header says \(size), but the camera agreed on \(expected)",
                mend: "check the camera's cable, or choose another size")
        }
    }

    private func prepareMap() throws(ImagingError) {
        let count = outline.componentCount
        if let form = map?.form, form.size == outline.size, form.across.count == count,
            (0..<count).allSatisfy({
                form.across[$0] == outline.components[$0].across && form.down[$0] == outline.components[$0].down
            })
        {
            return
        }
        let components = outline.components.prefix(count)
        blocksInUnit = count == 1 ? 1 : components.reduce(0) { $0 + $1.across * $1.down }
        let next = BlockMap(
            masks: masks,
            form: .init(size: outline.size, across: components.map(\.across), down: components.map(\.down)))
        map = next
        // Units of more blocks than baseline has are left to libjpeg, which refuses them.
        guard blocksInUnit <= 10 else { return }
        flags = next.scanOrder
        coveredCount = flags.reduce(0) { $0 + Int($1) }
        var place = 0
        for (index, component) in components.enumerated() {
            for _ in 0..<(count == 1 ? 1 : component.across * component.down) {
                order[place] = UInt8(index)
                place += 1
            }
        }
    }

    /// Copies the image but for what is covered. Returns `nil` if its tables lack a code for that.
    private func copy(_ bytes: UnsafeRawBufferPointer) throws(ImagingError) -> UnsafeRawBufferPointer? {
        guard let map else { return nil }
        try prepareTables(bytes)
        let scan = JPEGScanMasker(
            lanes: lanes, laneCount: outline.componentCount, order: order, blocksInUnit: blocksInUnit)
        let bits = plain.bytes(Self.roomy(bytes.count + JPEGScanMasker.slack)).assumingMemoryBound(to: UInt8.self)
        let grown = bytes.count + coveredCount * JPEGScanMasker.growth + 16
        let target = masked.bytes(Self.roomy(grown)).assumingMemoryBound(to: UInt8.self)
        let units = map.unitColumns * map.unitRows
        var result = ByteWriter(
            output.bytes(Self.roomy(JPEGOutline.longestHeader + 2 * grown + 4 * units))
                .assumingMemoryBound(to: UInt8.self))
        outline.write(to: &result, from: bytes, dcTables: dcTables, acTables: acTables)

        var place = outline.scanStart
        var done = 0
        var restarts = 0
        while true {
            let (count, end) = Self.unstuff(bytes, from: place, to: bits)
            let next = min(outline.restartInterval == 0 ? units : outline.restartInterval, units - done)
            var writer = BitWriter(target)
            let walk = flags.withUnsafeBufferPointer { flags in
                let covered = flags.baseAddress! + done * blocksInUnit  // an image has at least one block
                return scan.copy(next, from: bits, bitCount: 8 * count, covered: covered, to: &writer)
            }
            switch walk.end {
            case .missingCode: return nil
            case .damaged:
                throw JPEGOutline.damaged("its scan is damaged or ends early")
            case .complete:
                guard Self.isFill(bits, from: (walk.used + 7) / 8, to: count) else {
                    throw JPEGOutline.damaged("its scan holds more than the image")
                }
            }
            result.append(stuffing: UnsafeRawBufferPointer(start: target, count: writer.finish()))
            done += next
            let marker = end + 1 < bytes.count ? bytes[end + 1] : 0xD9
            if done == units {
                guard marker == 0xD9 || marker & 0xF8 == 0xD0 else {
                    throw JPEGOutline.damaged("something other than its end follows its scan")
                }
                break
            }
            guard end + 1 < bytes.count, marker == 0xD0 + UInt8(restarts & 7) else {
                throw JPEGOutline.damaged("a restart marker is missing")
            }
            result.append(0xFF)
            result.append(marker)
            restarts += 1
            place = end + 2
        }
        result.append(0xFF)
        result.append(0xD9)
        return UnsafeRawBufferPointer(start: result.base, count: result.count)
    }

    private func prepareTables(_ bytes: UnsafeRawBufferPointer) throws(ImagingError) {
        for index in 0..<outline.componentCount {
            let component = outline.components[index]
            let (dc, ac) = (dcTables[component.dcTable], acTables[component.acTable])
            guard
                Self.set(
                    dc, outline.dcTables[component.dcTable], in: bytes,
                    standard: StandardHuffman.dc, number: component.dcTable),
                Self.set(
                    ac, outline.acTables[component.acTable], in: bytes,
                    standard: StandardHuffman.ac, number: component.acTable)
            else { throw JPEGOutline.damaged("a Huffman table is not one") }
            lanes[index] = JPEGScanMasker.Lane(
                dc: dc, ac: ac, step: outline.stepOfDC(of: component, in: bytes))
        }
    }

    private static func set(
        _ table: HuffmanTable, _ range: Range<Int>?, in bytes: UnsafeRawBufferPointer, standard: [[UInt8]], number: Int
    ) -> Bool {
        if let range { return table.set(UnsafeRawBufferPointer(rebasing: bytes[range])) }
        return number < standard.count && standard[number].withUnsafeBytes { table.set($0) }
    }

    /// Copies a scan up to the next marker, without the zeros behind 0xFF.
    ///
    /// - Returns: how many bytes there are, and where the marker begins.
    private static func unstuff(
        _ bytes: UnsafeRawBufferPointer, from start: Int, to target: UnsafeMutablePointer<UInt8>
    ) -> (count: Int, end: Int) {
        guard let base = bytes.baseAddress else { return (0, 0) }
        var (place, count) = (start, 0)
        while place < bytes.count {
            guard let found = memchr(base + place, 0xFF, bytes.count - place) else {
                memcpy(target + count, base + place, bytes.count - place)
                return (count + bytes.count - place, bytes.count)
            }
            let end = UnsafeRawPointer(found) - base
            memcpy(target + count, base + place, end - place)
            count += end - place
            guard end + 1 < bytes.count else { return (count, bytes.count) }
            switch bytes[end + 1] {
            case 0x00:
                target[count] = 0xFF
                count += 1
                place = end + 2
            case 0xFF: place = end + 1
            default: return (count, end)
            }
        }
        return (count, bytes.count)
    }

    /// Whether bytes are what encoders and drivers fill up with.
    private static func isFill(_ bytes: UnsafePointer<UInt8>, from: Int, to: Int) -> Bool {
        guard from < to else { return true }
        return (from..<to).allSatisfy { bytes[$0] == 0x00 || bytes[$0] == 0xFF }
    }

    /// Room for the frames of a stream, whose sizes differ: the next power of two.
    private static func roomy(_ count: Int) -> Int { 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount) }
}
