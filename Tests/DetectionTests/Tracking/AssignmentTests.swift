import Detection
import Testing

@Suite struct AssignmentTests {
    /// The pairs made of a matrix of costs, in which `nil` is a pair that is not offered.
    static func solve(_ costs: [[Double?]], columns: Int) -> [Int: Int] {
        var assignment = Assignment(rows: 8, columns: 8)
        assignment.begin(rows: costs.count, columns: columns)
        for (row, line) in costs.enumerated() {
            for (column, cost) in line.enumerated() {
                if let cost { assignment.offer(row: row, column: column, cost: cost) }
            }
        }
        var pairs: [Int: Int] = [:]
        assignment.solve { pairs[$0] = $1 }
        return pairs
    }

    @Test func theSumIsLeastEvenWhereTheCheapestPairIsNotMade() {
        // Taking the cheapest pair first would cost 0.1 + 3 instead of 0.2 + 0.3.
        #expect(Self.solve([[0.1, 0.2], [0.3, 3]], columns: 2) == [0: 1, 1: 0])
    }

    @Test func poorPairsAreMadeRatherThanNone() {
        #expect(Self.solve([[0.1, nil], [0.2, 1.5]], columns: 2) == [0: 0, 1: 1])
        #expect(Self.solve([[0.1, 1.5], [0.2, nil]], columns: 2) == [0: 1, 1: 0])
    }

    @Test func noRowIsPushedAsideForAnother() {
        #expect(Self.solve([[-0.3, 1.8], [0.3, nil]], columns: 2) == [0: 0])
    }

    @Test func whatIsNotOfferedIsNeverMade() {
        #expect(Self.solve([[nil, nil], [0.5, nil]], columns: 2) == [1: 0])
        #expect(Self.solve([[nil]], columns: 1).isEmpty)
    }

    @Test func moreRowsThanColumnsLeaveTheDearestAlone() {
        #expect(Self.solve([[0.9], [0.1], [0.5]], columns: 1) == [1: 0])
    }

    @Test func emptyProblemsAreSolved() {
        #expect(Self.solve([], columns: 3).isEmpty)
        #expect(Self.solve([[], []], columns: 0).isEmpty)
    }

    @Test func everyPermutationIsFoundToTheLeastSum() {
        var state: UInt64 = 3
        func random() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24)
        }
        for _ in 0..<50 {
            let costs = (0..<5).map { _ in (0..<5).map { _ in random() } }
            let pairs = Self.solve(costs, columns: 5)
            #expect(Set(pairs.values).count == 5)
            let sum = (0..<5).reduce(0.0) { $0 + costs[$1][pairs[$1] ?? 0] }
            #expect(sum <= Self.least(costs, 0, []) + 1e-9)
        }
    }

    /// The least sum by trying everything.
    private static func least(_ costs: [[Double]], _ row: Int, _ used: Set<Int>) -> Double {
        if row == costs.count { return 0 }
        var best = Double.infinity
        for column in costs[row].indices where !used.contains(column) {
            best = min(best, costs[row][column] + least(costs, row + 1, used.union([column])))
        }
        return best
    }
}
