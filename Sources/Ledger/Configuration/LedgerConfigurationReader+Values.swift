import MerkleLog
import Yams

extension LedgerConfigurationReader {
    mutating func text(_ node: Node, _ key: String, _ keys: YamlMapping) -> String? {
        guard case .scalar(let scalar) = node, !scalar.string.isEmpty else {
            report(keys.problem("a text is expected", key: key, at: node))
            return nil
        }
        return scalar.string
    }

    /// A name that can stand in a signature's line.
    mutating func name(_ node: Node, _ key: String, _ keys: YamlMapping) -> String? {
        guard let text = text(node, key, keys) else { return nil }
        guard (try? NoteSigner(name: text, algorithm: .cosignature)) != nil else {  // told below
            report(
                keys.problem("'\(text)' cannot sign: white space and '+' are not possible in it", key: key, at: node))
            return nil
        }
        return text
    }

    /// A path; a relative one starts from the file's folder.
    mutating func path(_ node: Node, _ key: String, _ keys: YamlMapping) -> String? {
        guard let text = text(node, key, keys) else { return nil }
        return text.hasPrefix("/") ? text : "\(folder)/\(text)"
    }

    mutating func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _ keys: inout YamlMapping
    ) -> Choice? where Choice.RawValue == String {
        guard let node = keys.take(key), let text = text(node, key, keys) else { return nil }
        if let choice = Choice(rawValue: text) { return choice }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        report(keys.problem("'\(text)' is not possible; choose one of \(known)", key: key, at: node))
        return nil
    }

    mutating func number(_ key: String, _ range: ClosedRange<Int>, _ keys: inout YamlMapping) -> Int? {
        guard let node = keys.take(key), let text = text(node, key, keys) else { return nil }
        if let number = Int(text), range.contains(number) { return number }
        report(
            keys.problem(
                "'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)", key: key, at: node))
        return nil
    }

    /// `HOST:PORT`, `[ADDRESS]:PORT`.
    mutating func endpoint(_ key: String, _ keys: inout YamlMapping) -> LedgerConfiguration.Endpoint? {
        guard let node = keys.take(key), let text = text(node, key, keys) else { return nil }
        if let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        {
            let host = text[..<colon]
            if host.hasPrefix("["), host.hasSuffix("]") {
                return .init(host: String(host.dropFirst().dropLast()), port: port)
            }
            if !host.isEmpty, !host.contains(":") { return .init(host: String(host), port: port) }
        }
        report(keys.problem("'\(text)' is not HOST:PORT, such as 0.0.0.0:8471 or [::]:8471", key: key, at: node))
        return nil
    }

    /// `90s`, `15m`, `2h`, `7d`; the outer `nil` if the key is absent or wrong, the inner for `never`.
    mutating func duration(_ key: String, _ keys: inout YamlMapping) -> Double?? {
        guard let node = keys.take(key), let text = text(node, key, keys) else { return nil }
        if text == "never" { return .some(nil) }
        let factors: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        if let factor = text.last.flatMap({ factors[$0] }), let number = Int(text.dropLast()), number > 0 {
            return Double(number) * factor
        }
        report(keys.problem("'\(text)' is no duration; write it as 90s, 15m, 2h or never", key: key, at: node))
        return nil
    }
}
