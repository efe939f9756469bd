import Yams

/// A mapping of a YAML file whose keys are taken one by one; what is left over is reported.
struct YamlMapping {
    /// Where it stands, as `sites[0]`; empty for the file.
    let path: String
    private let mark: Mark?
    private var entries: [(key: String, keyMark: Mark?, value: Node)] = []
    private var taken: Set<String> = []

    init(_ mapping: Node.Mapping, path: String) {
        self.path = path
        mark = mapping.mark
        for (key, value) in mapping { entries.append((key.scalar?.string ?? "?", key.mark, value)) }
    }

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// The value under a key, which counts as known from now on.
    mutating func take(_ key: String) -> Node? {
        taken.insert(key)
        return entries.first { $0.key == key }?.value
    }

    func problem(_ message: String, key: String, at node: Node? = nil) -> ConfigurationProblem {
        let mark = node?.mark ?? mark
        return ConfigurationProblem(line: mark?.line, column: mark?.column, key: path(of: key), message: message)
    }

    /// What was never asked for.
    var unknown: [ConfigurationProblem] {
        entries.filter { !taken.contains($0.key) }.map { entry in
            let near = taken.min { Self.distance($0, entry.key) < Self.distance($1, entry.key) }
            let meant = near.flatMap { Self.distance($0, entry.key) <= 2 ? "; did you mean '\($0)'?" : nil }
            return ConfigurationProblem(
                line: entry.keyMark?.line, column: entry.keyMark?.column, key: path(of: entry.key),
                message: "there is no such key\(meant ?? "; \(taken.sorted().joined(separator: ", ")) are known here")")
        }
    }

    /// Levenshtein's distance.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.unicodeScalars), Array(right.unicodeScalars))
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var last = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let next = min(row[j + 1] + 1, row[j] + 1, last + (a == b ? 0 : 1))
                last = row[j + 1]
                row[j + 1] = next
            }
        }
        return row[right.count]
    }
}
