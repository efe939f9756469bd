import Journal
import Testing
import Timekeeping

@Suite struct MediaNameTests {
    @Test func namesSayEventCameraAndTime() {
        let parts = MediaName.parts(
            event: 42, camera: "gate", at: UTCTime(nanoseconds: 1_795_336_200_123_456_789))
        #expect(parts.day == "2026-11-22")
        #expect(parts.stem == "00000042-gate-083000.123Z")
        #expect(
            MediaName.parts(event: 1_234_567_890, camera: "g", at: UTCTime(nanoseconds: 0)).stem.hasPrefix(
                "1234567890-g"))
    }

    @Test(arguments: [
        ("", "camera"), ("../../etc/passwd", "______etc_passwd"), (".", "_"), ("gate north", "gate_north"),
        ("Ćuprija", "__uprija"), ("a\0b", "a_b"),
        (String(repeating: "x", count: 300), String(repeating: "x", count: 48)),
    ])
    func noCameraNameLeadsOutOfTheDirectory(name: String, safe: String) {
        #expect(MediaName.safe(name) == safe)
    }
}
