import Station
import Testing

@Suite("Numbers as they are written")
struct WrittenNumberTests {
    @Test(
        "durations",
        arguments: [
            ("5", 5.0), ("5s", 5), ("0.5", 0.5), ("500ms", 0.5), ("2m", 120), ("2 min", 120), ("1.5h", 5400), ("0s", 0),
            ("3d", 259_200),
        ])
    func durations(text: String, seconds: Double) {
        #expect(WrittenNumber.duration(text) == seconds)
    }

    @Test(
        "no durations", arguments: ["", "s", "5x", "5 s s", "1e3", "0x5", "05", "5,5", ".5", "5.", "nan", "--5", "٥"])
    func noDurations(text: String) {
        #expect(WrittenNumber.duration(text) == nil)
    }

    @Test(
        "durations come back as they were written",
        arguments: ["0s", "500ms", "5s", "1.5s", "90s", "2m", "1h", "24h", "72h", "7d", "365d"])
    func durationsBack(text: String) {
        #expect(WrittenNumber.duration(text).map { WrittenNumber.duration($0) } == text)
    }

    @Test(
        "sizes",
        arguments: [("1", 1), ("1024", 1024), ("24MiB", 25_165_824), ("1.5 KiB", 1536), ("2GB", 2_000_000_000)])
    func sizes(text: String, bytes: Int) {
        #expect(WrittenNumber.byteCount(text) == bytes)
    }

    @Test("no sizes", arguments: ["", "-1MiB", "1MiBs", "99999999999GiB", "1e9", "MiB"])
    func noSizes(text: String) {
        #expect(WrittenNumber.byteCount(text) == nil)
    }

    @Test(
        "integers have neither sign of plus nor leading zeros", arguments: ["+1", "01", "1.0", "", "-", "0x1", "1_000"])
    func noIntegers(text: String) {
        #expect(WrittenNumber.integer(text) == nil)
    }
}
