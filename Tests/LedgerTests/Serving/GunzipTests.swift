import Ledger
import TestKit
import Testing

@Suite("Unpacking gzip")
struct GunzipTests {
    /// `printf 'karaula karaula karaula' | gzip -9n`
    private static let packed: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03,
    ]

    /// A stored block (RFC 1951, 3.2.4) in a gzip member, by hand.
    private func member(_ content: [UInt8], sum: UInt32? = nil) -> [UInt8] {
        var bytes = Self.packed
        let count = UInt16(content.count)
        bytes += [1, UInt8(count & 255), UInt8(count >> 8), ~UInt8(count & 255), ~UInt8(count >> 8)]
        bytes += content
        let check = sum ?? crc(content)
        for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: check >> shift)) }
        for shift: UInt32 in [0, 8, 16, 24] { bytes.append(UInt8(truncatingIfNeeded: UInt32(content.count) >> shift)) }
        return bytes
    }

    private func crc(_ bytes: [UInt8]) -> UInt32 {
        var value: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            value ^= UInt32(byte)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
        }
        return ~value
    }

    @Test("gives what was packed, up to the limit", arguments: [0, 1, 1000, 65_535])
    func unpacks(count: Int) throws {
        let content = (0..<count).map { UInt8($0 % 251) }
        #expect(try Gunzip.bytes(of: member(content), limit: count) == content)
        if count > 0 {
            #expect(throws: Gunzip.Failure.tooLarge) { try Gunzip.bytes(of: member(content), limit: count - 1) }
        }
    }

    @Test("refuses what is cut off anywhere, followed by something, or damaged")
    func damaged() {
        let whole = member(Array("karaula".utf8))
        for count in 0..<whole.count {
            #expect(throws: Gunzip.Failure.damaged) { try Gunzip.bytes(of: Array(whole.prefix(count)), limit: 100) }
        }
        #expect(throws: Gunzip.Failure.damaged) { try Gunzip.bytes(of: whole + [0], limit: 100) }
        #expect(throws: Gunzip.Failure.damaged) { try Gunzip.bytes(of: whole + whole, limit: 100) }
        #expect(throws: Gunzip.Failure.damaged) {
            try Gunzip.bytes(of: member(Array("karaula".utf8), sum: 1), limit: 100)
        }
        #expect(throws: Gunzip.Failure.damaged) { try Gunzip.bytes(of: Array("[]".utf8), limit: 100) }
    }

    @Test("ends with any bytes", arguments: UInt64(0)..<50)
    func anything(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = member((0..<500).map { _ in UInt8.random(in: 0...255, using: &generator) })
        for _ in 0..<5 { bytes[Int.random(in: 10..<bytes.count, using: &generator)] ^= 1 << (seed % 8) }
        let result = try? Gunzip.bytes(of: bytes, limit: 10_000)  // a failure is as good: it must only end
        #expect((result?.count ?? 0) <= 10_000)
    }
}
