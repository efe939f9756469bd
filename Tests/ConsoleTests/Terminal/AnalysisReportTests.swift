import Console
import Detection
import Imaging
import MerkleLog
import Station
import Testing

struct AnalysisReportTests {
    private var summary: FootageAnalysisSummary {
        var summary = FootageAnalysisSummary()
        let alarm = Alarm(
            id: 1, rule: "night", kind: .crossing, place: "fence", direction: .aToB, track: 3,
            box: NormalizedBox(x: 0.25, y: 0.5, width: 0.1, height: 0.2), began: 12_340_000_000, last: 74_000_000_000,
            trackCount: 2)
        summary.events = [
            .init(alarm: alarm, peakHeight: 0.215, closed: 77_000_000_000),
            .init(alarm: alarm, peakHeight: 0.2, closed: nil),
        ]
        summary.frames = 795
        summary.duration = 79_500_000_000
        summary.size = FrameSize(width: 768, height: 576)
        summary.scale = .half
        summary.confirmedTracks = 2
        summary.patched = 1
        return summary
    }

    @Test func `A person gets one line an event, and what the footage was`() {
        #expect(
            AnalysisReport.lines(summary) == [
                "FROM      TO        RULE   WHAT      WHERE         PEAK HEIGHT  TRACKS",
                "00:12.34  01:14.00  night  crossing  fence a-to-b  21.5 %       2",
                "00:12.34  end       night  crossing  fence a-to-b  20 %         2",
                "",
                "2 events, 2 objects in 795 frames, 01:19.50 of footage, 768x576, looked at in 1/2",
                "damaged frames that were patched up: 1",
            ])
    }

    @Test func `JSON holds whole numbers only`() {
        let value = AnalysisDocument.value(summary)
        #expect(value.member("frames") == .integer(795))
        #expect(value.member("scale") == .integer(2))
        #expect(value.canonicalText.contains("\"box\":{\"h\":200000,\"w\":100000,\"x\":250000,\"y\":500000}"))
        #expect(value.canonicalText.contains("\"closed\":null"))
    }

    @Test func `Footage without events says so`() {
        var nothing = FootageAnalysisSummary()
        nothing.frames = 10
        #expect(AnalysisReport.lines(nothing) == ["0 events, 0 objects in 10 frames, 00:00.00 of footage"])
    }
}
