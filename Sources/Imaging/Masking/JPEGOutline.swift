/// What the header of a JPEG says, as far as its scan cannot be read without it (ITU-T T.81, annex B).
///
/// Reading it allocates nothing once its arrays have their size. All ranges lie inside the image's bytes.
struct JPEGOutline {
    /// One colour component.
    struct Component: Equatable {
        var id: UInt8 = 0
        /// Sampling factors: blocks of a unit of the scan, across and down.
        var across = 1
        var down = 1
        var quantisation = 0
        var dcTable = 0
        var acTable = 0
    }

    /// What to do with the image.
    enum Kind {
        /// One interleaved scan, 8 bits, sequential, Huffman: its bits can be copied.
        case baseline
        /// Progressive, arithmetic, or in several scans: libjpeg reads and writes its coefficients.
        case other
    }

    private(set) var size = FrameSize(width: 0, height: 0)
    /// In the order of the frame; only the first ``componentCount`` are meant.
    private(set) var components = [Component](repeating: Component(), count: 4)
    private(set) var componentCount = 0
    /// Whether the samples are 8 bits deep but extended Huffman tables may be used (SOF1).
    private(set) var isExtended = false
    /// Units between two restart markers; 0 for none.
    private(set) var restartInterval = 0
    /// Quantisation tables, each with its byte of precision and number.
    private(set) var quantisation = [Range<Int>?](repeating: nil, count: 4)
    /// Huffman tables: 16 counts and their symbols; `nil` stands for the standard table, if there is one.
    private(set) var dcTables = [Range<Int>?](repeating: nil, count: 4)
    private(set) var acTables = [Range<Int>?](repeating: nil, count: 4)
    /// The density that a JFIF segment gives: its unit, and two numbers of two bytes.
    private(set) var density: Range<Int>?
    /// What an Adobe segment says about colours.
    private(set) var adobeTransform: UInt8?
    /// The first byte behind the scan's header.
    private(set) var scanStart = 0

    private var hasFrame = false

    private static let longestSide = 16384
    private static let largestArea = 128 << 20

    /// Reads up to the first scan.
    mutating func read(_ bytes: UnsafeRawBufferPointer) throws(ImagingError) -> Kind {
        clear()
        guard bytes.count >= 4, bytes[0] == 0xFF, bytes[1] == 0xD8 else {
            throw ImagingError(
                code: .notJPEG, place: "JPEG image", cause: "it does not begin like a JPEG",
                mend: "check that the source delivers JPEG images")
        }
        var place = 2
        while true {
            guard place < bytes.count, bytes[place] == 0xFF else {
                throw Self.damaged("a marker is missing in its header")
            }
            while place < bytes.count, bytes[place] == 0xFF { place += 1 }
            guard place < bytes.count else { throw Self.damaged("its header ends early") }
            let marker = bytes[place]
            place += 1
            if marker == 0x01 { continue }
            guard place + 2 <= bytes.count else { throw Self.damaged("its header ends early") }
            let length = Int(bytes[place]) << 8 | Int(bytes[place + 1])
            guard length >= 2, place + length <= bytes.count else {
                throw Self.damaged("a segment of its header is longer than the image")
            }
            let segment = UnsafeRawBufferPointer(rebasing: bytes[place + 2..<place + length])
            let start = place + 2
            place += length
            switch marker {
            case 0xC0, 0xC1: try readFrame(segment, extended: marker == 0xC1)
            case 0xC2, 0xC9, 0xCA: return .other
            case 0xC3, 0xC5...0xC7, 0xCB, 0xCD...0xCF, 0xDC, 0xDE, 0xDF:
                throw Self.unsupported("it is lossless or hierarchical")
            case 0xC4: try readHuffman(segment, at: start)
            case 0xDB: try readQuantisation(segment, at: start)
            case 0xDD:
                guard segment.count == 2 else { throw Self.damaged("its restart interval has no length of 2") }
                restartInterval = Int(segment[0]) << 8 | Int(segment[1])
            case 0xDA:
                scanStart = place
                return try readScan(segment) ? .baseline : .other
            case 0xE0: readJFIF(segment, at: start)
            case 0xEE: readAdobe(segment)
            case 0xE1...0xED, 0xEF, 0xFE, 0xCC: break
            default: throw Self.damaged("its header holds the unknown marker \(marker)")
            }
        }
    }

    private mutating func clear() {
        hasFrame = false
        restartInterval = 0
        density = nil
        adobeTransform = nil
        for index in 0..<4 {
            quantisation[index] = nil
            dcTables[index] = nil
            acTables[index] = nil
        }
    }

    private mutating func readFrame(_ segment: UnsafeRawBufferPointer, extended: Bool) throws(ImagingError) {
        guard !hasFrame, segment.count >= 6 else { throw Self.damaged("its frame header is not one") }
        guard segment[0] == 8 else { throw Self.unsupported("its samples have \(segment[0]) bits") }
        size = FrameSize(
            width: Int(segment[3]) << 8 | Int(segment[4]), height: Int(segment[1]) << 8 | Int(segment[2]))
        componentCount = Int(segment[5])
        guard (1...4).contains(componentCount), segment.count == 6 + 3 * componentCount else {
            throw Self.damaged("its frame header is not one")
        }
        guard size.width > 0, size.height > 0 else { throw Self.unsupported("it does not say its size") }
        guard size.width <= Self.longestSide, size.height <= Self.longestSide, size.area <= Self.largestArea else {
            throw ImagingError(
                code: .tooLarge, place: "JPEG image", cause: "it claims to have \(size) pixels",
                mend: "choose a smaller image size at the source")
        }
        for index in 0..<componentCount {
            let factors = segment[7 + 3 * index]
            components[index] = Component(
                id: segment[6 + 3 * index], across: Int(factors >> 4), down: Int(factors & 15),
                quantisation: Int(segment[8 + 3 * index]))
            guard (1...4).contains(factors >> 4), (1...4).contains(factors & 15), segment[8 + 3 * index] < 4 else {
                throw Self.damaged("its frame header is not one")
            }
        }
        isExtended = extended
        hasFrame = true
    }

    private mutating func readHuffman(_ segment: UnsafeRawBufferPointer, at start: Int) throws(ImagingError) {
        var place = 0
        while place < segment.count {
            guard place + 17 <= segment.count else { throw Self.damaged("a Huffman table ends early") }
            let name = segment[place]
            var symbols = 0
            for length in 1...16 { symbols += Int(segment[place + length]) }
            guard name & 15 < 4, name >> 4 < 2, symbols <= 256, place + 17 + symbols <= segment.count else {
                throw Self.damaged("a Huffman table is not one")
            }
            let range = start + place + 1..<start + place + 17 + symbols
            if name >> 4 == 0 { dcTables[Int(name & 15)] = range } else { acTables[Int(name & 15)] = range }
            place += 17 + symbols
        }
    }

    private mutating func readQuantisation(_ segment: UnsafeRawBufferPointer, at start: Int) throws(ImagingError) {
        var place = 0
        while place < segment.count {
            let name = segment[place]
            let length = name >> 4 == 0 ? 65 : 129
            guard name & 15 < 4, name >> 4 < 2, place + length <= segment.count else {
                throw Self.damaged("a quantisation table is not one")
            }
            quantisation[Int(name & 15)] = start + place..<start + place + length
            place += length
        }
    }

    /// Returns whether the scan holds the whole image.
    private mutating func readScan(_ segment: UnsafeRawBufferPointer) throws(ImagingError) -> Bool {
        guard hasFrame, let count = segment.first.map(Int.init), segment.count == 4 + 2 * count else {
            throw Self.damaged("its scan header is not one")
        }
        guard count == componentCount else { return false }
        for index in 0..<count {
            guard segment[1 + 2 * index] == components[index].id else { return false }
            let tables = segment[2 + 2 * index]
            guard tables >> 4 < 4, tables & 15 < 4, quantisation[components[index].quantisation] != nil else {
                throw Self.damaged("its scan header names tables that it does not have")
            }
            components[index].dcTable = Int(tables >> 4)
            components[index].acTable = Int(tables & 15)
        }
        return true
    }

    private mutating func readJFIF(_ segment: UnsafeRawBufferPointer, at start: Int) {
        guard segment.count >= 14, segment.starts(with: "JFIF\0".utf8) else { return }
        density = start + 7..<start + 12
    }

    private mutating func readAdobe(_ segment: UnsafeRawBufferPointer) {
        guard segment.count >= 12, segment.starts(with: "Adobe".utf8) else { return }
        adobeTransform = segment[11]
    }

    /// The step by which the DC of a component is quantised: the first of its table, of one byte or two.
    func stepOfDC(of component: Component, in bytes: UnsafeRawBufferPointer) -> Int {
        guard let range = quantisation[component.quantisation] else { return 1 }
        let first = Int(bytes[range.lowerBound + 1])
        return range.count == 65 ? first : first << 8 | Int(bytes[range.lowerBound + 2])
    }

    /// What a damaged image is refused with.
    static func damaged(_ cause: String) -> ImagingError {
        ImagingError(
            code: .damagedJPEG, place: "JPEG image under privacy masks", cause: cause,
            mend: "check the camera's cable and USB bandwidth")
    }

    private static func unsupported(_ cause: String) -> ImagingError {
        ImagingError(
            code: .unsupported, place: "JPEG image under privacy masks", cause: cause,
            mend: "use 8-bit baseline or progressive JPEG")
    }
}
