import Console
import Station
import Testing

struct DoctorReportTests {
    private let findings = [
        DoctorFinding(.ok, "clock", "something synchronises it"),
        DoctorFinding(.warning, "service", "it is inactive", mend: "systemctl enable --now karaulad"),
        DoctorFinding(.failure, "camera \u{1B}gate", "/dev/video0: it is not there", mend: "plug it in"),
    ]

    @Test func `Each finding is a line with its mend, and the last counts them`() {
        #expect(
            DoctorReport.lines(findings) == [
                "OK    clock: something synchronises it",
                "WARN  service: it is inactive; systemctl enable --now karaulad",
                "FAIL  camera \u{FFFD}gate: /dev/video0: it is not there; plug it in",
                "1 in order, 1 to look at, 1 to mend",
            ])
    }

    @Test func `The same is there as JSON`() {
        #expect(
            DoctorReport.value([findings[0]]).canonicalText
                == #"[{"mend":null,"subject":"clock","text":"something synchronises it","verdict":"ok"}]"#)
    }

    @Test func `What the daemon says of itself is taken over`() {
        let found = DoctorReport.findings(HealthDocument(.twoOfEverything))
        #expect(found.map(\.verdict) == [.failure, .warning])
        #expect(found[0].text.hasPrefix("camera yard is blind"))
        var fine = HealthDocument(.twoOfEverything)
        (fine.obstacles, fine.degraded) = ([], [])
        #expect(DoctorReport.findings(fine).map(\.verdict) == [.ok])
    }
}
