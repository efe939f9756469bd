import Yams

/// From text to ``DocumentNode``; the only place that knows Yams.
struct DocumentParser {
    /// How many keys that are given twice are reported at once.
    static let mostDuplicates = 32

    private let text: String
    private var scalars: [Unicode.Scalar]
    /// Keys that had to be disguised so that the parser lets a second one of the same name pass.
    private var disguised: [ConfigurationPosition: String] = [:]
    private var problems: [DocumentProblem] = []

    private init(_ text: String) {
        self.text = text
        scalars = Array(text.unicodeScalars)
    }

    /// Reads a text; what can be read is returned even if there are problems.
    ///
    /// - Returns: the root (`nil` if the text is not valid YAML, or empty) and everything that is wrong with the text.
    static func parse(_ text: String) -> (root: DocumentNode?, problems: [DocumentProblem]) {
        let text = text.first == "\u{FEFF}" ? String(text.dropFirst()) : text
        let obstacles = DocumentGuard.problems(in: text)
        guard obstacles.isEmpty else { return (nil, obstacles) }
        var parser = DocumentParser(text)
        let root = parser.compose()
        return (root, parser.problems)
    }

    private mutating func compose() -> DocumentNode? {
        for _ in 0...Self.mostDuplicates {
            do throws(YamlFailure) {
                return try YamlFailure.mapping(String(String.UnicodeScalarView(scalars))).map { node(from: $0) }
            } catch {
                guard case .duplicate(let key, let position) = error, disguise(key, at: position) else {
                    problems.append(error.problem(in: text))
                    return nil
                }
            }
        }
        problems.append(
            .init(position: .init(line: 1, column: 1), message: "too many keys are given twice; mend the others first"))
        return nil
    }

    /// Replaces the first letter of the key at `position`, so that every place in the text stays where it is.
    private mutating func disguise(_ key: String, at position: ConfigurationPosition) -> Bool {
        guard disguised[position] == nil, let first = key.unicodeScalars.first, var index = index(of: position),
            let mask = Unicode.Scalar(0xE000 + UInt32(disguised.count))
        else { return false }
        if scalars[index] == "\"" || scalars[index] == "'" { index += 1 }
        guard index < scalars.count, scalars[index] == first else { return false }
        scalars[index] = mask
        disguised[position] = key
        return true
    }

    private func index(of position: ConfigurationPosition) -> Int? {
        var line = 1
        var start = 0
        while line < position.line {
            guard let end = scalars[start...].firstIndex(where: { $0 == "\n" || $0 == "\r" }) else { return nil }
            let isPair = scalars[end] == "\r" && end + 1 < scalars.count && scalars[end + 1] == "\n"
            start = end + (isPair ? 2 : 1)
            line += 1
        }
        let index = start + position.column - 1
        return index < scalars.count ? index : nil
    }

    private mutating func node(from yaml: Node) -> DocumentNode {
        let position = Self.position(of: yaml)
        switch yaml {
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            let isNothing = isPlain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
            return .init(position: position, content: isNothing ? .nothing : .scalar(scalar.string))
        case .sequence(let sequence):
            return .init(position: position, content: .list(sequence.map { node(from: $0) }))
        case .mapping(let mapping):
            return .init(position: position, content: .mapping(entries(of: mapping)))
        case .alias:
            // Composing resolves aliases, and the guard refuses them before: this is for a parser that changes its mind.
            problems.append(.init(position: position, message: "aliases are not supported; write the value out"))
            return .init(position: position, content: .nothing)
        }
    }

    private mutating func entries(of mapping: Node.Mapping) -> [DocumentEntry] {
        var first: [String: ConfigurationPosition] = [:]
        var entries: [DocumentEntry] = []
        for (yamlKey, yamlValue) in mapping {
            let position = Self.position(of: yamlKey)
            let value = node(from: yamlValue)
            guard case .scalar(let scalar) = yamlKey else {
                problems.append(.init(position: position, message: "a key must be a word, not a list or a mapping"))
                continue
            }
            let key = disguised[position] ?? scalar.string
            if let earlier = first[key] {
                let shown = DocumentNode.shortened(key)
                let place = earlier.line == position.line ? "column \(earlier.column)" : "line \(earlier.line)"
                problems.append(
                    .init(position: position, message: "'\(shown)' is given twice, first in \(place); remove one"))
                continue
            }
            first[key] = position
            entries.append(.init(key: key, keyPosition: position, value: value))
        }
        return entries
    }

    private static func position(of yaml: Node) -> ConfigurationPosition {
        .init(line: max(1, yaml.mark?.line ?? 1), column: max(1, yaml.mark?.column ?? 1))
    }
}
