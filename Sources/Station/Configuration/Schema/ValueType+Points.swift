import Imaging

extension ValueType<[NormalizedPoint]> {
    /// Points within the image.
    static func points(atLeast least: Int, atMost most: Int) -> Self {
        points(least...most, within: 0...1, outside: "outside the image, which spans 0 to 1")
    }

    /// Points that may lie as far outside the image as it is wide and high.
    static func outerPoints(atLeast least: Int, atMost most: Int) -> Self {
        points(least...most, within: -1...2, outside: "too far outside the image, -1 to 2 will do")
    }

    private static func points(
        _ count: ClosedRange<Int>, within limits: ClosedRange<Double>, outside: String
    ) -> Self {
        let expectation = "a list of points, such as [[0.1, 0.2], [0.9, 0.2], [0.5, 0.8]]"
        let span = "\(WrittenNumber.decimal(limits.lowerBound)) to \(WrittenNumber.decimal(limits.upperBound))"
        return .init(
            name: "points", range: "\(count.lowerBound) to \(count.upperBound) points `[x, y]`, each \(span)",
            expectation: expectation,
            read: { node, problems in
                guard case .list(let items) = node.content else {
                    problems.append(.mustBe(expectation, at: node))
                    return nil
                }
                let known = problems.count
                let points = items.enumerated().compactMap { index, item in
                    point(item, place: "[\(index)]", within: limits, outside: outside, &problems)
                }
                if !count.contains(items.count) {
                    let limit =
                        items.count < count.lowerBound
                        ? "needs at least \(count.lowerBound)" : "may have at most \(count.upperBound)"
                    let has = items.count == 1 ? "1 point" : "\(items.count) points"
                    problems.append(.init(position: node.position, reason: .other("has \(has), but \(limit)")))
                }
                return problems.count == known ? points : nil
            },
            write: { points in
                let texts = points.map { "[\(WrittenNumber.decimal($0.x)), \(WrittenNumber.decimal($0.y))]" }
                return "[\(texts.joined(separator: ", "))]"
            })
    }

    private static func point(
        _ node: DocumentNode, place: String, within limits: ClosedRange<Double>, outside: String,
        _ problems: inout [ValueProblem]
    ) -> NormalizedPoint? {
        let expectation = "two numbers, such as [0.25, 0.8]"
        guard case .list(let parts) = node.content else {
            problems.append(.mustBe(expectation, at: node, place: place))
            return nil
        }
        guard parts.count == 2 else {
            let found = parts.count == 1 ? "1 value" : "\(parts.count) values"
            problems.append(
                .init(
                    position: node.position, place: place,
                    reason: .mustBe(expectation, found: found, hint: nil)))
            return nil
        }
        var numbers: [Double] = []
        for (part, axis) in zip(parts, ["x", "y"]) {
            guard case .scalar(let text) = part.content, let number = WrittenNumber.decimal(text) else {
                problems.append(.mustBe(expectation, at: part, place: place))
                continue
            }
            if limits.contains(number) {
                numbers.append(number)
                continue
            }
            let extent = axis == "x" ? "width" : "height"
            let hint = number > 2 ? "; divide pixels by the image's \(extent)" : ""
            problems.append(
                .init(
                    position: part.position, place: place,
                    reason: .other("has \(axis) = \(WrittenNumber.decimal(number)), \(outside)\(hint)")))
        }
        return numbers.count == 2 ? NormalizedPoint(x: numbers[0], y: numbers[1]) : nil
    }
}
