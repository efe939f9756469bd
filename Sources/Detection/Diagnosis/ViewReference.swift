/// The edges that a camera usually sees, and how a picture compares with them.
///
/// For each cell it keeps the mean of the ``EdgeField``'s vectors: long where an edge always is, short where leaves move or things
/// pass. *Agreement* of a picture is the sum of the products with the reference over the sum of the reference's squares: 1 for the
/// same view, 0 for an unrelated one. Invariants: integer products only, so that the same pictures give the same figures;
/// nothing is allocated after the initialiser.
struct ViewReference {
    /// Pictures to learn from before anything is judged.
    static let leastPictures = 20
    /// Seconds over which the reference follows the view.
    static let followSeconds = 600.0
    /// Mean square of a block's vectors from which on it has something to say.
    private static let leastEnergy = 400
    /// Agreement below which a block shows something else.
    private static let lostAgreement = 35
    /// Share of its usual contrast, in percent, below which a block that shows something else shows nothing.
    private static let blankContrast = 40
    /// How far, in cells, a moved view is looked for.
    private static let searchX = 10
    private static let searchY = 10

    private let columns: Int
    private let rows: Int
    private let blockColumns: Int
    private var blocks: [Int]
    private var hasVoice: [Bool]
    private var meanX: [Float]
    private var meanY: [Float]
    private var x: [Int16]
    private var y: [Int16]
    private var contrast: [Float]
    private var isKnown: [Bool]
    /// Pictures learnt from.
    private(set) var pictures = 0

    /// What a picture has of the usual view.
    struct Comparison {
        /// Blocks that have something to say.
        var known = 0
        /// Of those, the ones that show something else, and the ones that show nothing at all, in percent.
        var lost = 0
        var blank = 0
        /// Agreement of the whole picture, in percent.
        var agreement = 100
    }

    /// - Parameters:
    ///   - blocks: which have a voice.
    ///   - voice: of each cell, whether it has a vector.
    init(columns: Int, rows: Int, blockColumns: Int, blocks: [Int], blockCount: Int, voice: [Bool]) {
        self.columns = columns
        self.rows = rows
        self.blockColumns = blockColumns
        self.blocks = blocks
        hasVoice = voice
        meanX = Array(repeating: 0, count: columns * rows)
        meanY = meanX
        x = Array(repeating: 0, count: columns * rows)
        y = x
        contrast = Array(repeating: 0, count: blockCount)
        isKnown = Array(repeating: false, count: blockCount)
    }

    /// Takes over what another one has learnt of the same cells, where they have a voice now.
    ///
    /// - Returns: whether it can: whether they are the same.
    mutating func adopt(_ other: ViewReference) -> Bool {
        guard other.columns == columns, other.rows == rows, other.blockColumns == blockColumns else { return false }
        let (blocks, voice) = (blocks, hasVoice)
        self = other
        (self.blocks, hasVoice) = (blocks, voice)
        for index in voice.indices where !voice[index] {
            (meanX[index], meanY[index], x[index], y[index]) = (0, 0, 0, 0)
        }
        return true
    }

    /// Whether enough was learnt to judge by.
    var isReady: Bool { pictures >= Self.leastPictures }

    /// Forgets the view.
    mutating func forget() { pictures = 0 }

    /// Whether a block has edges that stay.
    func isKnown(_ block: Int) -> Bool { isKnown[block] }

    /// Sum of the lengths of a block's gradients, in 1/16 gray level.
    func contrast(_ field: EdgeField, _ block: Int) -> Int { Self.contrast(field, corner(of: block)) }

    /// Follows a picture of the usual view.
    mutating func learn(_ field: EdgeField, seconds: Double) {
        pictures += 1
        let share = Float(max(seconds / Self.followSeconds, 1 / Double(pictures)))
        for index in meanX.indices where hasVoice[index] {
            meanX[index] += (Float(field.x[index]) - meanX[index]) * share
            meanY[index] += (Float(field.y[index]) - meanY[index]) * share
            x[index] = Int16(meanX[index])
            y[index] = Int16(meanY[index])
        }
        for block in blocks {
            contrast[block] += (Float(Self.contrast(field, corner(of: block))) - contrast[block]) * share
        }
    }

    /// Compares a picture with the usual view.
    mutating func compare(_ field: EdgeField) -> Comparison {
        var result = Comparison()
        var (product, energy, lost, blank) = (0, 0, 0, 0)
        for block in blocks {
            let corner = corner(of: block)
            var (blockProduct, blockEnergy) = (0, 0)
            for row in 0..<BlockMeter.cellsPerBlock {
                let start = corner + row * columns
                for index in start..<start + BlockMeter.cellsPerBlock {
                    let (rx, ry) = (Int(x[index]), Int(y[index]))
                    blockProduct += rx * Int(field.x[index]) + ry * Int(field.y[index])
                    blockEnergy += rx * rx + ry * ry
                }
            }
            let area = BlockMeter.cellsPerBlock * BlockMeter.cellsPerBlock
            isKnown[block] = blockEnergy >= Self.leastEnergy * area
            guard isKnown[block] else { continue }
            result.known += 1
            product += blockProduct
            energy += blockEnergy
            guard blockProduct * 100 < blockEnergy * Self.lostAgreement else { continue }
            lost += 1
            let usual = contrast[block]
            if Float(Self.contrast(field, corner)) * 100 < usual * Float(Self.blankContrast) { blank += 1 }
        }
        guard result.known > 0, energy > 0 else { return result }
        result.lost = lost * 100 / result.known
        result.blank = blank * 100 / result.known
        result.agreement = product * 100 / energy
        return result
    }

    /// Looks for the usual view elsewhere in the picture.
    ///
    /// - Returns: by how many cells it is shifted where it agrees best, and how well, in percent.
    func search(_ field: EdgeField) -> (dx: Int, dy: Int, agreement: Int) {
        var best = (dx: 0, dy: 0, agreement: Int.min)
        for dy in -Self.searchY...Self.searchY {
            for dx in -Self.searchX...Self.searchX {
                let agreement = agreement(field, dx, dy)
                if agreement > best.agreement { best = (dx, dy, agreement) }
            }
        }
        return best
    }

    private func agreement(_ field: EdgeField, _ dx: Int, _ dy: Int) -> Int {
        let left = max(0, -dx)
        let count = columns - abs(dx)
        var (product, energy) = (0, 0)
        for row in max(0, -dy)..<min(rows, rows - dy) {
            let start = row * columns + left
            let other = (row + dy) * columns + left + dx
            product += Self.product(x, start, field.x, other, count) + Self.product(y, start, field.y, other, count)
            energy += Self.product(x, start, x, start, count) + Self.product(y, start, y, start, count)
        }
        return energy > 0 ? product * 100 / energy : 0
    }

    /// The sum of products of `count` elements of `a` from `i` on with those of `b` from `j` on.
    private static func product(_ a: [Int16], _ i: Int, _ b: [Int16], _ j: Int, _ count: Int) -> Int {
        precondition(i >= 0 && j >= 0 && i + count <= a.count && j + count <= b.count)
        return a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard let first = a.baseAddress, let second = b.baseAddress else { return 0 }
                return Int(product(count, first + i, second + j))
            }
        }
    }

    @inline(never)
    private static func product(_ n: Int, _ a: UnsafePointer<Int16>, _ b: UnsafePointer<Int16>) -> Int32 {
        var sum: Int32 = 0
        for index in 0..<n { sum &+= Int32(a[index]) &* Int32(b[index]) }
        return sum
    }

    private func corner(of block: Int) -> Int {
        (block / blockColumns) * BlockMeter.cellsPerBlock * columns + (block % blockColumns) * BlockMeter.cellsPerBlock
    }

    private static func contrast(_ field: EdgeField, _ corner: Int) -> Int {
        var sum = 0
        for row in 0..<BlockMeter.cellsPerBlock {
            let start = corner + row * field.columns
            for index in start..<start + BlockMeter.cellsPerBlock { sum += Int(field.length[index]) }
        }
        return sum
    }
}
