import Console
import Testing

struct TextTableTests {
    @Test func `Columns are as wide as their widest cell, and lines end with their text`() {
        var table = TextTable(titles: ["A", "LONG", "C"])
        table.add(["camera", "b", ""])
        table.add(["ž", "", "c"])
        #expect(table.lines == ["A       LONG  C", "camera  b", "ž             c"])
    }

    @Test func `Control characters are replaced`() {
        #expect(TextTable.printable("a\u{1B}[31mb\tc\n") == "a\u{FFFD}[31mb\u{FFFD}c\u{FFFD}")
    }
}
