import Console
import Testing

struct SizeTextTests {
    @Test(arguments: [
        (Int64(-5), "0 B"), (0, "0 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (24 << 20, "24 MiB"),
        (400 << 20, "400 MiB"), (5 << 40, "5 TiB"), (5000 << 40, "5000 TiB"),
    ])
    func `Sizes are said in the largest unit of which there is one`(_ bytes: Int64, _ text: String) {
        #expect(SizeText.text(bytes: bytes) == text)
    }
}
