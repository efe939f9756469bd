/// Which way the brightness rises in each cell, and how clearly.
///
/// `vector = 64 · gradient / (|gradient| + c)` with the gradient over two cells, after orientation correlation (Fitch, Kadyrov,
/// Christmas and Kittler, BMVC 2002): a change of the light changes the gradient's length, and hardly its vector. `c` is a third of
/// the picture's mean gradient, at least 1.5 gray levels, so that noise has no direction. Cells without a voice have no vector, nor
/// have those beside them: the edge of a mask is none of the picture's.
struct EdgeField {
    /// The longest vector.
    static let unit: Int32 = 64

    /// Cells in a row and in a column.
    let columns: Int
    let rows: Int
    private let voice: [Bool]
    /// Row-major; 0 on the rim, and where nothing has a voice.
    private(set) var x: [Int16]
    private(set) var y: [Int16]
    /// Length of each gradient, |dx| + |dy|, in 1/16 gray level.
    private(set) var length: [Int32]

    /// - Parameter voice: of each cell, row-major, whether it has a vector.
    init(columns: Int, rows: Int, voice: [Bool]) {
        self.columns = columns
        self.rows = rows
        self.voice = voice
        x = Array(repeating: 0, count: columns * rows)
        y = x
        length = Array(repeating: 0, count: columns * rows)
    }

    /// Takes the means of cells in 1/16 gray level.
    mutating func update(from cells: [Int32]) {
        guard rows > 2, columns > 2 else { return }
        var (total, count) = (0, 0)
        for row in 1..<rows - 1 {
            for index in row * columns + 1..<(row + 1) * columns - 1 where voice[index] {
                let (dx, dy) = Self.gradient(cells, index, columns)
                length[index] = abs(dx) + abs(dy)
                total += Int(length[index])
                count += 1
            }
        }
        let softening = max(Int32(total / (3 * max(1, count))), 24)
        for row in 1..<rows - 1 {
            for index in row * columns + 1..<(row + 1) * columns - 1 where voice[index] {
                let (dx, dy) = Self.gradient(cells, index, columns)
                let scale = length[index] + softening
                x[index] = Int16(truncatingIfNeeded: dx * Self.unit / scale)
                y[index] = Int16(truncatingIfNeeded: dy * Self.unit / scale)
            }
        }
    }

    @inline(__always)
    private static func gradient(_ cells: [Int32], _ index: Int, _ columns: Int) -> (Int32, Int32) {
        (cells[index + 1] - cells[index - 1], cells[index + columns] - cells[index - columns])
    }
}
