/// A file name that sorts by the numbers in it: `frame2.jpg` before `frame10.jpg`.
package struct NumberedName: Sendable, Comparable {
    /// The name.
    package let name: String

    /// Makes it sortable.
    package init(_ name: String) {
        self.name = name
    }

    /// Runs of digits compare as numbers, everything else byte by byte; equal ones by their bytes.
    package static func < (left: NumberedName, right: NumberedName) -> Bool {
        var (a, b) = (left.name.utf8[...], right.name.utf8[...])
        while let first = a.first, let second = b.first {
            if isDigit(first), isDigit(second) {
                let (m, n) = (digits(&a), digits(&b))
                if m.count != n.count { return m.count < n.count }
                if !m.elementsEqual(n) { return m.lexicographicallyPrecedes(n) }
            } else {
                if first != second { return first < second }
                a.removeFirst()
                b.removeFirst()
            }
        }
        if a.isEmpty != b.isEmpty { return a.isEmpty }
        return left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Takes a run of digits off the front and returns it without leading zeros.
    private static func digits(_ text: inout Substring.UTF8View) -> Substring.UTF8View {
        let run = text.prefix(while: isDigit)
        text = text[run.endIndex...]
        return run.drop { $0 == UInt8(ascii: "0") }
    }
}
