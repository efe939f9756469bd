/// The letters of labels: 5 × 7 dots, printable ASCII.
enum LabelFont {
    /// One letter.
    struct Glyph: Hashable {
        /// Index of its first line in ``LabelFont/shapes``; `nil` is the hollow box.
        fileprivate let shape: Int?

        /// Whether nothing is drawn.
        var isBlank: Bool { shape == 0 }

        /// Whether a dot is drawn; `column` 0…4 from the left, `line` 0…6 from the top.
        func isSet(column: Int, line: Int) -> Bool {
            guard let shape else {
                return column == 0 || column == LabelFont.width - 1 || line == 0 || line == LabelFont.height - 1
            }
            return LabelFont.shapes[shape + line] >> (LabelFont.width - 1 - column) & 1 == 1
        }
    }

    /// Dots from left to right.
    static let width = 5
    /// Dots from top to bottom.
    static let height = 7
    /// Dots from one letter to the next.
    static let advance = 6
    /// All places of dots in a letter.
    static let dots = (0..<height).flatMap { line in (0..<width).map { (column: $0, line: line) } }

    /// The letters of a text. What separates words becomes a space; at most 200 letters.
    static func glyphs(of text: String) -> [Glyph] {
        text.prefix(200).flatMap { character in
            (plain[character] ?? (character.isWhitespace ? " " : String(character))).map(glyph)
        }
    }

    private static func glyph(_ character: Character) -> Glyph {
        guard let code = character.asciiValue, (32...126).contains(code) else { return Glyph(shape: nil) }
        return Glyph(shape: (Int(code) - 32) * height)
    }

    /// Letters of the Latin alphabets around the house without their diacritics.
    private static let plain: [Character: String] = {
        let pairs = [
            "áàâäãåăą": "a", "ÁÀÂÄÃÅĂĄ": "A", "čćç": "c", "ČĆÇ": "C", "đď": "d", "ĐĎ": "D", "éèêëěę": "e",
            "ÉÈÊËĚĘ": "E", "ğ": "g", "Ğ": "G", "íìîïı": "i", "ÍÌÎÏİ": "I", "ľĺł": "l", "ĽĹŁ": "L", "ňñń": "n",
            "ŇÑŃ": "N", "óòôöõőø": "o", "ÓÒÔÖÕŐØ": "O", "řŕ": "r", "ŘŔ": "R", "šśşș": "s", "ŠŚŞȘ": "S", "ß": "ss",
            "ťţț": "t", "ŤŢȚ": "T", "úùûüůű": "u", "ÚÙÛÜŮŰ": "U", "ýÿ": "y", "ÝŸ": "Y", "žźż": "z", "ŽŹŻ": "Z",
            "–—−": "-", "‘’": "'", "“”„": "\"", "…": "...", "·•": "*", "×": "x", "→": "->", "←": "<-",
        ]
        var table: [Character: String] = [:]
        for (letters, plain) in pairs {
            for letter in letters { table[letter] = plain }
        }
        return table
    }()
}
