import Console
import Testing

struct StatusReportTests {
    @Test func `Everything that a maintainer must see at once is there`() {
        let lines = StatusReport.lines(HealthDocument(.twoOfEverything), localTime: { _ in "NOW" })
        #expect(lines[0] == "post-1: NOT READY, running for 1 min 30 s, karaula 1.2.3")
        #expect(lines[1] == "  ! camera yard is blind: the device \"went\" away; plug it in")
        #expect(lines[2] == "  ! the roof leaks: mend it")
        #expect(
            lines[3] == "clock: locked, right to 1 ms, set 2 times since the start, last back by 1 h at NOW")
        #expect(
            lines.contains { $0.hasPrefix("gate") && $0.contains("YU12 1920x1080 (from H264)") && $0.contains("15/s") })
        #expect(lines.contains { $0.hasPrefix("yard") && $0.contains("blind") })
        #expect(lines.contains("journal: 42 entries, 2 not yet on disk, recordings running: 1"))
        #expect(
            lines.contains(
                "disk: 400 MiB of 30 GiB free; recordings 12 GiB, snapshots 5 MiB, database 1 MiB; full in 2 h at this rate"
            ))
        #expect(lines.contains("  files past their time, kept because not delivered: 3"))
        #expect(lines.contains { $0.hasPrefix("  ! recording is stopped: 400 MiB are free. Free space") })
        #expect(lines.contains { $0.hasPrefix("capital") && $0.hasSuffix("connection refused") })
    }
}
