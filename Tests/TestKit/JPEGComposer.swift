public import Imaging

/// Makes baseline JPEGs out of random coefficients: with any sampling, restart interval and header, which encoders of
/// pictures do not give.
public struct JPEGComposer {
    /// Pixels.
    public var size: FrameSize
    /// Sampling factors of each component; one component is gray.
    public var factors: [(across: Int, down: Int)]
    /// Units between two restart markers; 0 for none.
    public var restartInterval = 0
    /// Whether the image holds its Huffman tables; cameras leave the standard ones out.
    public var hasTables = true
    /// Segments to stand before everything else, with their markers and lengths.
    public var extraSegments: [UInt8] = []
    /// From which the coefficients are drawn.
    public var seed: UInt64 = 1
    /// One of so many coefficients is not 0.
    public var sparseness: UInt64 = 12

    /// Makes a composer.
    public init(size: FrameSize, factors: [(across: Int, down: Int)]) {
        self.size = size
        self.factors = factors
    }

    /// The image.
    ///
    /// - Throws: what the encoder throws that the standard Huffman tables are taken from.
    public func jpeg() throws -> [UInt8] {
        let tables = try Self.standardTables()
        var bytes: [UInt8] = [0xFF, 0xD8] + extraSegments
        bytes += [0xFF, 0xDB, 0, 67, 0] + [UInt8](repeating: 1, count: 64)
        let count = factors.count
        bytes += [0xFF, 0xC0, 0, UInt8(8 + 3 * count), 8]
        bytes += Self.word(size.height) + Self.word(size.width) + [UInt8(count)]
        for (index, factor) in factors.enumerated() {
            bytes += [UInt8(index + 1), UInt8(factor.across << 4 | factor.down), 0]
        }
        if hasTables { bytes += tables.flatMap(\.segment) }
        if restartInterval > 0 { bytes += [0xFF, 0xDD, 0, 4] + Self.word(restartInterval) }
        bytes += [0xFF, 0xDA, 0, UInt8(6 + 2 * count), UInt8(count)]
        for index in factors.indices { bytes += [UInt8(index + 1), index == 0 ? 0x00 : 0x11] }
        bytes += [0, 63, 0]
        bytes += scan(tables)
        return bytes + [0xFF, 0xD9]
    }

    private func scan(_ tables: [Table]) -> [UInt8] {
        var dice = Steps(state: seed)
        var bits = Bits()
        let isSingle = factors.count == 1
        let width = isSingle ? 8 : 8 * (factors.map(\.across).max() ?? 1)
        let height = isSingle ? 8 : 8 * (factors.map(\.down).max() ?? 1)
        let units = (size.width + width - 1) / width * ((size.height + height - 1) / height)
        var before = [Int](repeating: 0, count: factors.count)
        for unit in 0..<units {
            if restartInterval > 0, unit > 0, unit % restartInterval == 0 {
                bits.restart(unit / restartInterval - 1)
                before = before.map { _ in 0 }
            }
            for (index, factor) in factors.enumerated() {
                for _ in 0..<(isSingle ? 1 : factor.across * factor.down) {
                    let dc = Int(dice.next(below: 1600)) - 800
                    let class0 = index == 0 ? 0 : 1
                    bits.put(dc - before[index], run: 0, tables[class0 * 2])
                    before[index] = dc
                    putAC(tables[class0 * 2 + 1], &bits, &dice)
                }
            }
        }
        return bits.finished()
    }

    private func putAC(_ table: Table, _ bits: inout Bits, _ dice: inout Steps) {
        var run = 0
        // Some blocks have few coefficients, some none, some up to the last one.
        let last = [0, 5, 20, 63][Int(dice.next(below: 4))]
        for place in 0..<last {
            guard dice.next(below: sparseness) == 0 || place == 62 else {
                run += 1
                continue
            }
            while run > 15 {
                bits.put(symbol: 0xF0, table)
                run -= 16
            }
            let size = 1 + dice.next(below: dice.next(below: 4) == 0 ? 10 : 3)
            let magnitude = Int(1 << (size - 1) + dice.next(below: 1 << (size - 1)))
            bits.put(dice.next(below: 2) == 0 ? magnitude : -magnitude, run: run, table)
            run = 0
        }
        if last < 63 || run > 0 { bits.put(symbol: 0x00, table) }
    }

    private static func word(_ value: Int) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }

    /// The tables that libjpeg writes for a picture: DC and AC of luma, DC and AC of chroma.
    private static func standardTables() throws -> [Table] {
        let encoder = JPEGEncoder(quality: 75)
        let jpeg = [UInt8](try encoder.encode(ColorImage(size: FrameSize(width: 8, height: 8))))
        var tables: [Table] = []
        var place = 2
        while jpeg[place + 1] != 0xDA {
            let end = place + 2 + Int(jpeg[place + 2]) << 8 + Int(jpeg[place + 3])
            if jpeg[place + 1] == 0xC4 { tables.append(Table(segment: [UInt8](jpeg[place..<end]))) }
            place = end
        }
        return tables
    }

    private struct Table {
        let segment: [UInt8]
        /// For each symbol its code and the code's length.
        private(set) var codes: [UInt8: (code: Int, length: Int)] = [:]

        init(segment: [UInt8]) {
            self.segment = segment
            var (code, place) = (0, 21)
            for length in 1...16 {
                for _ in 0..<Int(segment[4 + length]) {
                    codes[segment[place]] = (code, length)
                    code += 1
                    place += 1
                }
                code <<= 1
            }
        }
    }

    private struct Bits {
        private var bytes: [UInt8] = []
        private var pending = 0
        private var count = 0

        mutating func put(_ bits: Int, _ length: Int) {
            for index in (0..<length).reversed() {
                pending = pending << 1 | (bits >> index & 1)
                count += 1
                guard count == 8 else { continue }
                bytes.append(UInt8(pending))
                if pending == 0xFF { bytes.append(0) }
                (pending, count) = (0, 0)
            }
        }

        mutating func put(symbol: UInt8, _ table: Table) {
            guard let code = table.codes[symbol] else { preconditionFailure("no code for \(symbol)") }
            put(code.code, code.length)
        }

        mutating func put(_ value: Int, run: Int, _ table: Table) {
            let size = Int.bitWidth - abs(value).leadingZeroBitCount
            put(symbol: UInt8(run << 4 | size), table)
            put(value < 0 ? value + 1 << size - 1 : value, size)
        }

        mutating func restart(_ number: Int) {
            bytes = finished() + [0xFF, UInt8(0xD0 + number & 7)]
            (pending, count) = (0, 0)
        }

        func finished() -> [UInt8] {
            var copy = self
            while copy.count > 0 { copy.put(1, 1) }
            return copy.bytes
        }
    }

    /// SplitMix64.
    private struct Steps {
        var state: UInt64

        mutating func next(below limit: UInt64) -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return (mixed ^ (mixed >> 31)) % limit
        }
    }
}
