import Imaging

extension ValueType<Int> {
    /// A whole number. A leading zero is refused, because some read it as octal.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        let limits =
            range.upperBound == .max ? "\(range.lowerBound) or more" : "\(range.lowerBound) to \(range.upperBound)"
        return .init(
            name: "integer", range: limits,
            expectation: range.upperBound == .max ? "a whole number, \(limits)" : "a whole number from \(limits)",
            parse: { text in WrittenNumber.integer(text).flatMap { range.contains($0) ? $0 : nil } },
            write: { "\($0)" })
    }

    /// A number of bytes, with a unit or plain.
    static func byteCount(_ range: ClosedRange<Int>) -> Self {
        let limits = "\(WrittenNumber.byteCount(range.lowerBound)) to \(WrittenNumber.byteCount(range.upperBound))"
        return .init(
            name: "size", range: limits, expectation: "a size from \(limits), such as 24MiB",
            parse: { text in WrittenNumber.byteCount(text).flatMap { range.contains($0) ? $0 : nil } },
            write: { WrittenNumber.byteCount($0) })
    }
}

extension ValueType<Double> {
    /// A decimal number.
    static func number(_ range: ClosedRange<Double>, unit: String = "") -> Self {
        let limits = "\(WrittenNumber.decimal(range.lowerBound)) to \(WrittenNumber.decimal(range.upperBound))"
        return .init(
            name: "number", range: unit.isEmpty ? limits : "\(limits) (\(unit))",
            expectation: "a number from \(limits)" + (unit.isEmpty ? "" : " (\(unit))"),
            parse: { text in WrittenNumber.decimal(text).flatMap { range.contains($0) ? $0 : nil } },
            write: { WrittenNumber.decimal($0) })
    }

    /// A time span in seconds, written with a unit or as plain seconds.
    static func duration(_ range: ClosedRange<Double>) -> Self {
        let limits = "\(WrittenNumber.duration(range.lowerBound)) to \(WrittenNumber.duration(range.upperBound))"
        return .init(
            name: "duration", range: limits, expectation: "a duration from \(limits), such as 500ms, 5s or 2m",
            parse: { text in WrittenNumber.duration(text).flatMap { range.contains($0) ? $0 : nil } },
            write: { WrittenNumber.duration($0) })
    }
}

extension ValueType<Bool> {
    /// Yes or no.
    static var flag: Self {
        .init(
            name: "flag", range: "true or false", expectation: "true or false",
            parse: { text in
                switch text.lowercased() {
                case "true", "yes", "on": true
                case "false", "no", "off": false
                default: nil
                }
            }, write: { $0 ? "true" : "false" })
    }
}

extension ValueType<FrameSize> {
    /// Width and height in pixels.
    static var frameSize: Self {
        .init(
            name: "frame size", range: "16x16 to 8192x8192",
            expectation: "a frame size from 16x16 to 8192x8192, such as 1920x1080",
            parse: { text in
                let parts = text.lowercased().split(separator: "x", omittingEmptySubsequences: false)
                guard parts.count == 2, let width = WrittenNumber.integer(parts[0]),
                    let height = WrittenNumber.integer(parts[1]), (16...8192).contains(width),
                    (16...8192).contains(height)
                else { return nil }
                return FrameSize(width: width, height: height)
            }, write: { "\($0)" })
    }
}
