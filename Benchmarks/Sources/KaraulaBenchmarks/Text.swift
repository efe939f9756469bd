extension String {
    /// The text, filled with spaces to `width` on its right.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// The text, filled with spaces to `width` on its left.
    func leftPadded(to width: Int) -> String { String(repeating: " ", count: max(0, width - count)) + self }
}

extension Double {
    /// The number with so many decimals.
    func fixed(_ decimals: Int) -> String {
        let scale = (0..<decimals).reduce(1.0) { value, _ in value * 10 }
        let whole = Int64((self * scale).rounded())
        let digits = String(whole.magnitude)
        let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
        return "\(whole < 0 ? "-" : "")\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
    }
}
