extension UTCTime {
    /// The moment as RFC 3339 in UTC, always with nine digits: `"2026-11-22T08:30:00.123456789Z"`.
    ///
    /// Fixed width, so that texts sort as the moments do.
    public var rfc3339: String {
        String(unsafeUninitializedCapacity: 30) { buffer in
            let (seconds, fraction) = nanoseconds.flooredDivision(by: 1_000_000_000)
            let (days, secondOfDay) = seconds.flooredDivision(by: 86_400)
            let date = CivilDate(daysSince1970: days)
            var at = 0
            func put(_ value: Int64, digits: Int, then separator: UInt8) {
                var rest = value
                for place in stride(from: at + digits - 1, through: at, by: -1) {
                    buffer[place] = 0x30 + UInt8(rest % 10)
                    rest /= 10
                }
                at += digits
                buffer[at] = separator
                at += 1
            }
            put(date.year, digits: 4, then: UInt8(ascii: "-"))
            put(date.month, digits: 2, then: UInt8(ascii: "-"))
            put(date.day, digits: 2, then: UInt8(ascii: "T"))
            put(secondOfDay / 3600, digits: 2, then: UInt8(ascii: ":"))
            put(secondOfDay / 60 % 60, digits: 2, then: UInt8(ascii: ":"))
            put(secondOfDay % 60, digits: 2, then: UInt8(ascii: "."))
            put(fraction, digits: 9, then: UInt8(ascii: "Z"))
            return at
        }
    }

    /// Reads an RFC 3339 time: `Z` or a numeric offset, at most nine digits of a second, upper-case `T` and `Z`.
    ///
    /// `nil` if the text is anything else, names a day that does not exist, a leap second (which POSIX time cannot
    /// hold), or a moment outside the range of `UTCTime`.
    public init?(rfc3339 text: some StringProtocol) {
        var rest = Array(text.utf8)[...]
        func number(digits: Int, in range: ClosedRange<Int64>) -> Int64? {
            guard rest.count >= digits else { return nil }
            var value: Int64 = 0
            for byte in rest.prefix(digits) {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int64(byte - 0x30)
            }
            rest = rest.dropFirst(digits)
            return range.contains(value) ? value : nil
        }
        func take(_ byte: UInt8) -> Bool {
            guard rest.first == byte else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard let year = number(digits: 4, in: 0...9999), take(UInt8(ascii: "-")),
            let month = number(digits: 2, in: 1...12), take(UInt8(ascii: "-")),
            let day = number(digits: 2, in: 1...31), take(UInt8(ascii: "T")),
            let hour = number(digits: 2, in: 0...23), take(UInt8(ascii: ":")),
            let minute = number(digits: 2, in: 0...59), take(UInt8(ascii: ":")),
            let second = number(digits: 2, in: 0...59)
        else { return nil }

        var fraction: Int64 = 0
        if take(UInt8(ascii: ".")) {
            let digits = rest.prefix { (0x30...0x39).contains($0) }.count
            guard (1...9).contains(digits), let value = number(digits: digits, in: 0...999_999_999) else { return nil }
            fraction = value
            for _ in digits..<9 { fraction *= 10 }
        }

        var offset: Int64 = 0
        if !take(UInt8(ascii: "Z")) {
            let sign: Int64 = rest.first == UInt8(ascii: "-") ? -1 : 1
            guard take(UInt8(ascii: "+")) || take(UInt8(ascii: "-")),
                let hours = number(digits: 2, in: 0...23), take(UInt8(ascii: ":")),
                let minutes = number(digits: 2, in: 0...59)
            else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
        }
        guard rest.isEmpty else { return nil }

        let date = CivilDate(year: year, month: month, day: day)
        let days = date.daysSince1970
        guard CivilDate(daysSince1970: days) == date else { return nil }
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second - offset
        // Before 1970 the last representable second is reached from the one above it, so that no product overflows.
        let (whole, remainder) = seconds < 0 ? (seconds + 1, fraction - 1_000_000_000) : (seconds, fraction)
        let (product, tooLarge) = whole.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, tooFar) = product.addingReportingOverflow(remainder)
        guard !tooLarge, !tooFar else { return nil }
        self.init(nanoseconds: sum)
    }
}
