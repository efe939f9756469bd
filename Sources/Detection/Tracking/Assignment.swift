/// Gives each row at most one column so that the sum of the costs is least.
///
/// The Hungarian method with potentials and shortest augmenting paths (Jonker and Volgenant 1987). A pair that was not
/// offered is never made, and a row stays alone rather than take a pair that costs more than ``aloneCost``.
///
/// Invariants: no column is given twice; the result depends on the costs only; nothing is allocated after the
/// initialiser.
package struct Assignment: Sendable {
    /// What it costs to leave a row alone: a little more than the worst pair, so that a single pair is always made, but
    /// no row is pushed aside to a bad one only so that another may have any.
    package static let aloneCost = 1.85
    private static let never = 1e6

    private let rowLimit: Int
    private let columnLimit: Int
    private var rows = 0
    private var columns = 0
    private var costs: [Double]
    private var rowPotential: [Double]
    private var columnPotential: [Double]
    private var owner: [Int]
    private var way: [Int]
    private var least: [Double]
    private var used: [Bool]

    /// Makes room for so many rows and columns.
    package init(rows: Int, columns: Int) {
        rowLimit = rows
        columnLimit = columns
        let width = columns + rows
        costs = Array(repeating: 0, count: rows * width)
        rowPotential = Array(repeating: 0, count: rows + 1)
        columnPotential = Array(repeating: 0, count: width + 1)
        owner = Array(repeating: 0, count: width + 1)
        way = Array(repeating: 0, count: width + 1)
        least = Array(repeating: 0, count: width + 1)
        used = Array(repeating: false, count: width + 1)
    }

    /// Begins a problem without pairs.
    package mutating func begin(rows: Int, columns: Int) {
        self.rows = min(rows, rowLimit)
        self.columns = min(columns, columnLimit)
        let width = self.columns + self.rows
        for row in 0..<self.rows {
            for column in 0..<width {
                costs[row * width + column] = column < self.columns ? Self.never : Self.aloneCost
            }
        }
    }

    /// Offers a pair.
    package mutating func offer(row: Int, column: Int, cost: Double) {
        guard row < rows && column < columns else { return }
        costs[row * (columns + rows) + column] = cost
    }

    /// Solves the problem; calls `take` for each pair made.
    package mutating func solve(_ take: (_ row: Int, _ column: Int) -> Void) {
        let width = columns + rows
        for row in 0...rows { rowPotential[row] = 0 }
        for column in 0...width {
            columnPotential[column] = 0
            owner[column] = 0
        }
        guard rows > 0 else { return }
        for row in 1...rows { augment(from: row, width) }
        for column in 1...max(1, width) where column <= columns {
            let row = owner[column]
            if row > 0 && costs[(row - 1) * width + column - 1] < Self.aloneCost { take(row - 1, column - 1) }
        }
    }

    /// Finds the cheapest way to bring one more row in. Rows and columns count from 1; column 0 stands for the new row.
    private mutating func augment(from row: Int, _ width: Int) {
        owner[0] = row
        var column = 0
        for index in 0...width {
            least[index] = .infinity
            used[index] = false
        }
        repeat {
            used[column] = true
            let current = owner[column]
            var delta = Double.infinity
            var next = 0
            for other in 1...width where !used[other] {
                let cost =
                    costs[(current - 1) * width + other - 1] - rowPotential[current] - columnPotential[other]
                if cost < least[other] {
                    least[other] = cost
                    way[other] = column
                }
                if least[other] < delta {
                    delta = least[other]
                    next = other
                }
            }
            for other in 0...width {
                if used[other] {
                    rowPotential[owner[other]] += delta
                    columnPotential[other] -= delta
                } else {
                    least[other] -= delta
                }
            }
            column = next
        } while owner[column] != 0
        repeat {
            let before = way[column]
            owner[column] = owner[before]
            column = before
        } while column != 0
    }
}
