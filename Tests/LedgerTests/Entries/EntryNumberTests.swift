import Ledger
import Testing

@Suite("A number of an entry that comes from outside")
struct EntryNumberTests {
    @Test("is whole, in decimal digits, and at most 2^53 - 1")
    func taken() {
        #expect(EntryNumber.parse("0", from: 0) == 0 && EntryNumber.parse("1", from: 1) == 1)
        #expect(EntryNumber.parse("9007199254740991", from: 1) == 9_007_199_254_740_991)
    }

    @Test(
        "is refused in any other form",
        arguments: [
            "", "0", "-1", "+1", "01", "1.0", "1e3", " 1", "1 ", "١", "9007199254740992", "9223372036854775807",
            "9223372036854775808", "-9223372036854775808",
        ])
    func refused(text: String) {
        #expect(EntryNumber.parse(text, from: 1) == nil)
    }
}
