import Capture
import Imaging

extension ValueType where Value: Equatable {
    /// One of a few words.
    static func choice(_ words: [(String, Value)]) -> Self {
        let all = words.map(\.0)
        let list = all.count < 2 ? all.joined() : all.dropLast().joined(separator: ", ") + " or " + all[all.count - 1]
        return .init(
            name: "choice", range: all.map { "`\($0)`" }.joined(separator: ", "), expectation: list,
            parse: { text in words.first { $0.0.lowercased() == text.lowercased() }?.1 },
            write: { value in words.first { $0.1 == value }?.0 ?? "" },
            hint: { text in Suggestion.nearest(to: text, among: all).map { "did you mean '\($0)'?" } })
    }
}

extension ValueType {
    /// A value that may be left out, or be written as `word` to the same effect.
    static func optional<Wrapped>(_ word: String, _ type: ValueType<Wrapped>) -> Self where Value == Wrapped? {
        let expectation = word.isEmpty ? type.expectation : "\(word) or \(type.expectation)"
        return .init(
            name: type.name, range: word.isEmpty || type.range.isEmpty ? type.range : "`\(word)`, \(type.range)",
            expectation: expectation,
            read: { node, problems in
                if !word.isEmpty, case .scalar(word) = node.content { return .some(nil) }
                var found: [ValueProblem] = []
                if let value = type.read(node, &found) { return .some(value) }
                problems += found.map { problem in
                    guard case .mustBe(type.expectation, let found, let hint) = problem.reason else { return problem }
                    var widened = problem
                    widened.reason = .mustBe(expectation, found: found, hint: hint)
                    return widened
                }
                return nil
            },
            write: { value in value.map(type.write) ?? word })
    }
}

extension ValueType<PixelFormat?> {
    /// A pixel format by its FourCC.
    static var pixelFormat: Self {
        .choice(
            [("auto", nil)]
                + PixelFormat.allCases.map { ($0.rawValue.filter { $0 != " " }, Optional($0)) })
    }
}

extension ValueType<LumaScale?> {
    /// How many times smaller than the frame the gray plane is.
    static var lumaScale: Self {
        .choice([("auto", nil)] + LumaScale.allCases.map { ("\($0.rawValue)", Optional($0)) })
    }
}

extension ValueType<FootagePace> {
    /// How fast footage is played.
    static var pace: Self {
        .choice([("real-time", .realTime), ("fast", .asFastAsPossible)])
    }
}
