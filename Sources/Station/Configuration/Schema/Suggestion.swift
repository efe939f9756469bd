/// What somebody who mistyped a word probably meant.
package enum Suggestion {
    /// The word that is so near to `text` that it was probably meant; the first of equally near ones.
    ///
    /// Case, `-`, `_` and spaces count for nothing. A word cut short is meant; otherwise a third of the letters may differ,
    /// at most three.
    package static func nearest(to text: String, among words: [String]) -> String? {
        let wanted = reduced(text)
        guard !wanted.isEmpty, wanted.count <= 64 else { return nil }
        if wanted.count >= 3, let longer = words.first(where: { reduced($0).starts(with: wanted) }) { return longer }
        let limit = min(3, max(1, wanted.count / 3))
        var best: (word: String, distance: Int)?
        for word in words {
            let distance = distance(wanted, reduced(word))
            if distance <= limit, distance < (best?.distance ?? .max) { best = (word, distance) }
        }
        return best?.word
    }

    /// The least number of insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    static func distance(_ one: [Unicode.Scalar], _ other: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: other.count + 1)
        var last = Array(0...other.count)
        for row in 0..<one.count {
            var current = [row + 1]
            for column in 0..<other.count {
                let replaced = last[column] + (one[row] == other[column] ? 0 : 1)
                var best = min(replaced, last[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, one[row] == other[column - 1], one[row - 1] == other[column] {
                    best = min(best, beforeLast[column - 1] + 1)
                }
                current.append(best)
            }
            beforeLast = last
            last = current
        }
        return last[other.count]
    }

    private static func reduced(_ text: String) -> [Unicode.Scalar] {
        text.lowercased().unicodeScalars.filter { $0 != "-" && $0 != "_" && $0 != " " }
    }
}
