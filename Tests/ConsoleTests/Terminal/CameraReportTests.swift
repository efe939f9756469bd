import Capture
import Console
import Imaging
import MerkleLog
import Testing

struct CameraReportTests {
    private var cameras: [DeviceDescription] {
        let size = SizeOffer(
            size: FrameSize(width: 1280, height: 720),
            intervals: [
                .init(FrameInterval(numerator: 1, denominator: 30)),
                .init(FrameInterval(numerator: 1, denominator: 15)),
            ])
        return [
            DeviceDescription(
                node: "/dev/video0", stableNames: ["/dev/v4l/by-id/usb-cam", "/dev/v4l/by-path/pci-1"],
                driver: "uvcvideo",
                card: "Cam", bus: "usb-1",
                formats: [
                    FormatOffer(fourCC: "MJPG", summary: "Motion-JPEG", pixelFormat: .mjpeg, sizes: [size]),
                    FormatOffer(fourCC: "H264", summary: "H.264", pixelFormat: nil, sizes: []),
                ]),
            DeviceDescription(
                node: "/dev/video2", stableNames: [], driver: "vivid", card: "vivid", bus: "platform", formats: [],
                problem: SourceProblem(code: .denied, place: "/dev/video2", cause: "no permission", mend: "use sudo")),
        ]
    }

    @Test func `Two cameras are told with the name to configure first`() {
        let lines = CameraReport.lines(cameras)
        #expect(lines[0] == "/dev/v4l/by-id/usb-cam")
        #expect(lines.contains("    MJPG  1280x720 at 30/s"))
        #expect(lines.contains { $0.hasPrefix("    H264 (converted by libv4l2)") })
        #expect(lines.contains("/dev/video2"))
        #expect(lines.contains("    ! no permission; use sudo"))
    }

    @Test func `No camera is a sentence, and an empty list in JSON`() {
        #expect(CameraReport.lines([]).first?.hasPrefix("no camera found") == true)
        #expect(CameraReport.value([]).canonicalText == "[]")
    }

    @Test func `JSON names the device and its problem`() {
        guard case .array(let values) = CameraReport.value(cameras) else {
            Issue.record("not an array")
            return
        }
        #expect(values.map { $0.member("device")?.text } == ["/dev/v4l/by-id/usb-cam", "/dev/video2"])
        #expect(values[1].member("problem")?.text == "/dev/video2: no permission; use sudo")
    }
}
