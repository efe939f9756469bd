import Station
import Testing

@Suite("Values that no key takes")
struct BadValueTests {
    static let documents: [BadDocument] = [
        .init(
            "a word as a number", camera: "    fps: fast",
            "f:5:10: 'fps' in cameras[0] must be auto or a number from 0.1 to 240 (frames a second), not 'fast'"),
        .init(
            "a hexadecimal number", camera: "    fps: 0x10",
            "f:5:10: 'fps' in cameras[0] must be auto or a number from 0.1 to 240 (frames a second), not '0x10'"),
        .init(
            "not a number at all", camera: "    analysis: {smallest_target: .nan}",
            "f:5:33: 'smallest_target' in cameras[0].analysis must be a number from 0.01 to 1 "
                + "(share of the image's height), not '.nan'"),
        .init(
            "a number that some read as octal", camera: "    snapshot: {quality: 085}",
            "f:5:25: 'quality' in cameras[0].snapshot must be a whole number from 1 to 100, not '085'"),
        .init(
            "a number out of range", camera: "    analysis: {sensitivity: 10}",
            "f:5:29: 'sensitivity' in cameras[0].analysis must be a whole number from 1 to 9, not '10'"),
        .init(
            "a number too long for a machine word", camera: "    snapshot: {quality: 99999999999999999999999}",
            "f:5:25: 'quality' in cameras[0].snapshot must be a whole number from 1 to 100, not "
                + "'99999999999999999999999'"),
        .init(
            "a list as a number", camera: "    fps: [10]",
            "f:5:10: 'fps' in cameras[0] must be auto or a number from 0.1 to 240 (frames a second), not a list"),
        .init(
            "a duration in an unknown unit", camera: "    blind_after: 3 weeks",
            "f:5:18: 'blind_after' in cameras[0] must be a duration from 500ms to 1h, such as 500ms, 5s or 2m, not "
                + "'3 weeks'"),
        .init(
            "a duration out of range", camera: "    recording:\n      preroll: 2m",
            "f:6:16: 'preroll' in cameras[0].recording must be a duration from 0s to 1m, such as 500ms, 5s or 2m, not "
                + "'2m'"),
        .init(
            "a size without its unit", camera: "    recording: {memory: 24}",
            "f:5:25: 'memory' in cameras[0].recording must be a size from 1MiB to 4GiB, such as 24MiB, not '24'"),
        .init(
            "a frame size with a star", camera: "    size: 1920*1080",
            "f:5:11: 'size' in cameras[0] must be auto or a frame size from 16x16 to 8192x8192, such as 1920x1080, not "
                + "'1920*1080'"),
        .init(
            "a flag that is none", camera: "    recording: {enabled: maybe}",
            "f:5:26: 'enabled' in cameras[0].recording must be true or false, not 'maybe'"),
        .init(
            "a mistyped choice", camera: "    format: MJPEG",
            "f:5:13: 'format' in cameras[0] must be auto, MJPG, YUYV, UYVY, NV12, YU12, GREY or Y16, not 'MJPEG'; "
                + "did you mean 'MJPG'?"),
        .init(
            "a key without its value", camera: "    fps:",
            "f:5:9: 'fps' in cameras[0] must be auto or a number from 0.1 to 240 (frames a second), not nothing"),
        .init(
            "controls by their display names", camera: "    controls:\n      White Balance: 1\n      gain: high",
            "f:6:7: 'controls.White Balance' in cameras[0] is not how controls are named, which is in lower case with "
                + "underscores; did you mean 'white_balance'?",
            "f:7:13: 'controls.gain' in cameras[0] must be a whole number, or true or false, not 'high'"),
        .init(
            "controls as a list", camera: "    controls: [1]",
            "f:5:15: 'controls' in cameras[0] must be a mapping of control names to whole numbers, such as "
                + "{brightness: 128}, not a list"),
        .init(
            "an endless value is shortened", camera: "    fps: " + String(repeating: "9", count: 100),
            "f:5:10: 'fps' in cameras[0] must be auto or a number from 0.1 to 240 (frames a second), not '"
                + String(repeating: "9", count: 60) + "…'"),
        .init(
            "places to listen on",
            whole: """
                site: post
                cameras: [{name: a, source: {simulated: {}}}]
                console: {listen: 8470}
                log: {level: warn}
                """,
            "f:3:19: 'listen' in console must be an address of this machine and a port, such as 127.0.0.1:8470 or "
                + "[::1]:8470, not '8470'; did you mean 127.0.0.1:8470?",
            "f:4:14: 'level' in log must be trace, debug, info, notice, warning, error or critical, not 'warn'; "
                + "did you mean 'warning'?"),
    ]

    @Test("are told with place, key and what they must be", arguments: documents)
    func told(document: BadDocument) {
        #expect(document.lines == document.expected)
    }

    @Test(
        "places to listen on are refused unless they are addresses with ports",
        arguments: ["::1:80", "example.com:80", "127.0.0.1:", "127.0.0.1:65536", "[127.0.0.1]:1", "1.2.3:4", ":1"])
    func listen(text: String) {
        let document = BadDocument(
            "", whole: "site: a\ncameras: [{name: a, source: {simulated: {}}}]\nconsole: {listen: \"\(text)\"}\n")
        #expect(document.lines.count == 1)
        #expect(document.lines.first?.hasPrefix("f:3:19: 'listen' in console must be an address") == true)
    }
}
