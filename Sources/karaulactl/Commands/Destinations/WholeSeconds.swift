/// Durations as they are given on a command line.
enum WholeSeconds {
    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    /// `90`, `90s`, `30m`, `2h` or `1d` in seconds; `nil` if it is none of these.
    static func parse(_ text: String) -> Int64? {
        let unit = text.last.flatMap { units[$0] }
        let digits = unit == nil ? text[...] : text.dropLast()
        guard !digits.isEmpty, digits.count <= 9, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int64(digits)
        else { return nil }
        return number * (unit ?? 1)
    }
}
