import MerkleLog
import Testing

@Suite struct HexadecimalTests {
    @Test func `Every byte has two lower-case digits, and is read back`() {
        let all = (0...255).map { UInt8($0) }
        let text = Hexadecimal.text(all)
        #expect(text.hasPrefix("000102030405060708090a0b0c0d0e0f10"))
        #expect(text.hasSuffix("fdfeff"))
        #expect(Hexadecimal.bytes(text) == all)
        #expect(Hexadecimal.text([]) == "")
    }

    @Test(arguments: ["a", "abc", "0G", "AB", " 0", "0x", "ä"])
    func `What is not an even number of lower-case digits is refused`(_ text: String) {
        #expect(Hexadecimal.bytes(text) == nil)
    }
}
