/// The numbers of entries, and the sizes of logs, as they come from outside.
package enum EntryNumber {
    /// The largest that is taken: 2⁵³ − 1, up to which every reader of JSON holds whole numbers exactly (RFC 7493, 2.2).
    ///
    /// Sums of what is taken and of how many entries there are stay far within 64 bits.
    package static let largest: Int64 = (1 << 53) - 1

    /// Reads a number in decimal digits, without sign or zeros before it; `nil` for anything else, and beyond ``largest``.
    package static func parse(_ text: some StringProtocol, from least: Int64) -> Int64? {
        guard let number = Int64(text), (least...largest).contains(number), String(number) == text else { return nil }
        return number
    }
}
