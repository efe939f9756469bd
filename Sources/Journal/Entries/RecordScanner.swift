import MerkleLog
import Timekeeping

/// Reads a record from its canonical bytes in one pass, without building a document: a verifier reads millions.
///
/// Strict: the keys in canonical order, no byte of white space, numbers in their shortest form. Whatever is accepted is
/// written again, by `EntryRecord.canonicalBytes`, as the same bytes.
struct RecordScanner {
    private let bytes: UnsafeRawBufferPointer
    private var at = 0

    /// The record, or `nil` if the bytes are none of this version.
    static func record(in bytes: UnsafeRawBufferPointer) -> EntryRecord? {
        var scanner = RecordScanner(bytes: bytes)
        return scanner.record()
    }

    private init(bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
    }

    private mutating func record() -> EntryRecord? {
        guard take("{\"boot\":\""), let boot = text() else { return nil }
        var camera: String?
        if take(",\"camera\":\"") {
            guard let name = text() else { return nil }
            camera = name
        }
        guard take(",\"digest\":\""), let digest = digest() else { return nil }
        var event: Int64?
        if take(",\"event\":") {
            guard let id = number() else { return nil }
            event = id
        }
        guard take(",\"kind\":\""), let kind = text().flatMap(EntryKind.init(rawValue:)),
            take(",\"mono\":\""), let monotonic = number(), take("\",\"seq\":"), let seq = number()
        else { return nil }
        var uncertainty: Int64?
        if take(",\"uncertainty\":") {
            guard let bound = number() else { return nil }
            uncertainty = bound
        }
        // Of all forms of RFC 3339 only the one of fixed width is canonical here.
        guard take(",\"utc\":\""), let moment = text(), moment.utf8.count == 30, moment.hasSuffix("Z"),
            let utc = UTCTime(rfc3339: moment), take(",\"v\":1}"), at == bytes.count
        else { return nil }
        return EntryRecord(
            seq: seq, kind: kind, camera: camera,
            time: TimeReading(
                boot: BootID(boot), monotonic: MonotonicTime(nanoseconds: monotonic), utc: utc, uncertainty: uncertainty
            ), event: event, digest: digest)
    }

    private mutating func take(_ literal: StaticString) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard bytes.count - at >= count else { return false }
        for index in 0..<count where bytes[at + index] != literal.utf8Start[index] { return false }
        at += count
        return true
    }

    /// A text up to its closing quote, of which the opening one is taken.
    private mutating func text() -> String? {
        let start = at
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            // Escapes are rare (a camera's name may hold them) and have a reader of their own.
            if bytes[at] == UInt8(ascii: "\\") { return escapedText(from: start) }
            guard bytes[at] >= 0x20 else { return nil }
            at += 1
        }
        guard at < bytes.count else { return nil }
        defer { at += 1 }
        return String(validating: UnsafeRawBufferPointer(rebasing: bytes[start..<at]), as: UTF8.self)
    }

    private mutating func escapedText(from start: Int) -> String? {
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") { at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1 }
        guard at < bytes.count else { return nil }
        at += 1
        let literal = [UInt8(ascii: "\"")] + bytes[start..<at]
        let parsed = try? CanonicalValue(parsing: literal)  // whatever is wrong with it, it is no record
        guard let value = parsed, value.canonicalBytes == literal else { return nil }
        return value.string
    }

    private mutating func digest() -> [UInt8]? {
        guard bytes.count - at > 64, bytes[at + 64] == UInt8(ascii: "\"") else { return nil }
        var digest: [UInt8] = []
        digest.reserveCapacity(32)
        for index in stride(from: at, to: at + 64, by: 2) {
            guard let high = Self.nibble(bytes[index]), let low = Self.nibble(bytes[index + 1]) else { return nil }
            digest.append(high << 4 | low)
        }
        at += 65
        return digest
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    /// A whole number in its shortest form; what follows it is not looked at.
    private mutating func number() -> Int64? {
        let start = at
        if at < bytes.count, bytes[at] == UInt8(ascii: "-") { at += 1 }
        let digits = at
        var value: Int64 = 0
        let isNegative = digits > start
        while at < bytes.count, (0x30...0x39).contains(bytes[at]) {
            let digit = Int64(bytes[at] - 0x30)
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isTooFar) =
                isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            guard !isTooLarge, !isTooFar else { return nil }
            value = sum
            at += 1
        }
        guard at > digits, at == digits + 1 || bytes[digits] != 0x30, !(isNegative && value == 0) else { return nil }
        return value
    }
}
