import Station
import Testing

@Suite("Keys that contradict each other")
struct BadReferenceTests {
    static let geometry: [BadDocument] = [
        .init(
            "coordinates in pixels",
            camera: "    zones:\n      - {name: a, role: exclude, polygon: [[0, 0], [640, 0], [0, -0.1]]}",
            "f:6:53: 'polygon[1]' in cameras[0].zones[0] has x = 640, outside the image, which spans 0 to 1; "
                + "divide pixels by the image's width",
            "f:6:66: 'polygon[2]' in cameras[0].zones[0] has y = -0.1, outside the image, which spans 0 to 1"),
        .init(
            "too few corners", camera: "    zones:\n      - {name: a, role: exclude, polygon: [[0, 0], [1, 0]]}",
            "f:6:43: 'polygon' in cameras[0].zones[0] has 2 points, but needs at least 3"),
        .init(
            "points that are none", camera: "    zones:\n      - {name: a, role: exclude, polygon: [[0], 1, [a, 1]]}",
            "f:6:44: 'polygon[0]' in cameras[0].zones[0] must be two numbers, such as [0.25, 0.8], not 1 value",
            "f:6:49: 'polygon[1]' in cameras[0].zones[0] must be two numbers, such as [0.25, 0.8], not '1'",
            "f:6:53: 'polygon[2]' in cameras[0].zones[0] must be two numbers, such as [0.25, 0.8], not 'a'"),
        .init(
            "edges that cross",
            camera: "    zones:\n      - {name: a, role: exclude, polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}",
            "f:6:43: 'polygon' in cameras[0].zones[0] crosses itself: the edges that begin at corners 0 and 2 (counted "
                + "from 0) meet; give the corners in their order around the area"),
        .init(
            "corners in one place",
            camera: "    zones:\n      - {name: a, role: exclude, polygon: [[0, 0], [1, 1], [1, 0], [0, 0]]}",
            "f:6:43: 'polygon' in cameras[0].zones[0] has corners 3 and 0 at the same place (counted from 0); "
                + "remove one"),
        .init(
            "masks that are none",
            camera: """
                    masks:
                      - {name: window, polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}
                      - {polygon: [[0, 0], [1, 0], [1, 1.5]]}
                      - {name: door}
                """,
            "f:6:33: 'polygon' in cameras[0].masks[0] crosses itself: the edges that begin at corners 0 and 2 (counted "
                + "from 0) meet; give the corners in their order around the area",
            "f:7:40: 'polygon[2]' in cameras[0].masks[1] has y = 1.5, outside the image, which spans 0 to 1",
            "f:8:9: cameras[0].masks[2] needs the key 'polygon': a list of points, such as [[0.1, 0.2], [0.9, 0.2], "
                + "[0.5, 0.8]]"),
        .init(
            "places under masks",
            camera: """
                    masks: [{polygon: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]]}]
                    zones:
                      - {name: hidden, polygon: [[0.1, 0.1], [0.4, 0.1], [0.4, 0.9]]}
                      - {name: seen, polygon: [[0.1, 0.1], [0.6, 0.1], [0.4, 0.9]]}
                    tripwires:
                      - {name: buried, points: [[0.1, 0.5], [0.2, 0.9], [0.49, 0.2]]}
                      - {name: open, points: [[0.1, 0.5], [0.7, 0.5]]}
                    rules:
                      - {name: r1, kind: intrusion, zone: hidden}
                      - {name: r2, kind: intrusion, zone: seen}
                      - {name: r3, kind: crossing, tripwire: buried}
                      - {name: r4, kind: crossing, tripwire: open}
                """,
            "f:7:33: 'polygon' in cameras[0].zones[0] lies wholly under the camera's masks, where nothing is ever seen; "
                + "move it, or make them smaller",
            "f:10:32: 'points' in cameras[0].tripwires[0] lies wholly under the camera's masks, where nothing is ever "
                + "seen; move it, or make them smaller"),
        .init(
            "masks over everything",
            camera: """
                    masks:
                      - {polygon: [[0, 0], [0.6, 0], [0.6, 1], [0, 1]]}
                      - {polygon: [[0.5, 0], [1, 0], [1, 1], [0.5, 1]]}
                """,
            "f:6:7: 'masks' in cameras[0] leave nothing of the image to look at; make them smaller, or remove the "
                + "camera"),
        .init(
            "a tripwire of no length",
            camera: """
                    tripwires:
                      - {name: a, points: [[0, 0.5], [0, 0.5]]}
                    rules: [{name: r, kind: crossing, tripwire: a}]
                """,
            "f:6:27: 'points' in cameras[0].tripwires[0] has points 0 and 1 at the same place (counted from 0); "
                + "remove one"),
    ]

    static let rules: [BadDocument] = [
        .init(
            "unknown places",
            camera: """
                    zones:
                      - {name: forecourt, polygon: [[0, 0], [1, 0], [0, 1]]}
                      - {name: sky, role: exclude, polygon: [[0, 0], [1, 0], [0, 1]]}
                    rules:
                      - {name: r1, kind: intrusion, zone: forcourt}
                      - {name: r2, kind: intrusion, zone: forecourt}
                      - {name: r3, kind: intrusion, zone: sky}
                      - {name: r4, kind: crossing, tripwire: fence}
                      - {name: r5, kind: intrusion, zone: elsewhere}
                """,
            "f:9:43: 'zone' in cameras[0].rules[0] is 'forcourt', a zone that the camera does not have; "
                + "did you mean 'forecourt'?",
            "f:11:43: 'zone' in cameras[0].rules[2] is 'sky', whose role is exclude: nothing is ever seen there",
            "f:12:46: 'tripwire' in cameras[0].rules[3] is 'fence', a tripwire that the camera does not have; "
                + "the camera has none",
            "f:13:43: 'zone' in cameras[0].rules[4] is 'elsewhere', a zone that the camera does not have; "
                + "the camera has 'forecourt', 'sky'"),
        .init(
            "places of no rule",
            camera: """
                    zones: [{name: yard, polygon: [[0, 0], [1, 0], [0, 1]]}]
                    tripwires: [{name: fence, points: [[0, 0], [1, 0]]}]
                """,
            "f:5:20: 'name' in cameras[0].zones[0] is 'yard', a zone of no rule; add a rule that names it, or remove it",
            "f:6:24: 'name' in cameras[0].tripwires[0] is 'fence', a tripwire of no rule; add a rule that names it, "
                + "or remove it"),
        .init(
            "keys of the other kind",
            camera: """
                    zones: [{name: yard, polygon: [[0, 0], [1, 0], [0, 1]]}]
                    tripwires: [{name: fence, points: [[0, 0], [1, 0]]}]
                    rules:
                      - {name: r1, kind: intrusion, tripwire: fence, direction: both}
                      - {name: r2, kind: crossing, tripwire: fence, zone: yard}
                      - {name: r3, kind: crossing}
                """,
            "f:8:37: 'tripwire' in cameras[0].rules[0] is not a key of an intrusion; remove it, or change 'kind'",
            "f:8:54: 'direction' in cameras[0].rules[0] is not a key of an intrusion; remove it, or change 'kind'",
            "f:9:53: 'zone' in cameras[0].rules[1] is not a key of a crossing; remove it, or change 'kind'",
            "f:10:26: 'kind' in cameras[0].rules[2] is crossing, which needs the key 'tripwire': the name of one of the "
                + "camera's tripwires"),
        .init(
            "names given twice",
            camera: """
                    rules:
                      - {name: r, kind: intrusion}
                      - {name: r, kind: intrusion}
                    zones:
                      - {name: z, role: exclude, polygon: [[0, 0], [1, 0], [0, 1]]}
                      - {name: z, role: exclude, polygon: [[0, 0], [1, 0], [0, 1]]}
                  - name: gate
                    source: {device: /dev/video1}
                """,
            "f:7:16: 'name' in cameras[0].rules[1] is 'r', as cameras[0].rules[0] on line 6 is called already; "
                + "names must differ",
            "f:10:16: 'name' in cameras[0].zones[1] is 'z', as cameras[0].zones[0] on line 9 is called already; "
                + "names must differ",
            "f:11:11: 'name' in cameras[1] is 'gate', as cameras[0] on line 3 is called already; names must differ"),
    ]

    static let sources: [BadDocument] = [
        .init(
            "one device for two cameras", camera: "  - {name: b, source: {device: /dev/video0}}",
            "f:5:23: 'source' in cameras[1] is the device /dev/video0, which cameras[0] on line 3 uses already; "
                + "only one camera can"),
        .init(
            "standard input for two cameras",
            camera: """
                  - {name: b, source: {footage: {path: "-"}}}
                  - {name: c, source: {footage: {path: "-", repeat: true}}}
                """,
            "f:6:23: 'source' in cameras[2] is standard input, which cameras[1] on line 5 uses already; "
                + "only one camera can",
            "f:6:53: 'repeat' in cameras[2].source.footage cannot be true: standard input comes only once"),
        .init(
            "none, two, or a bare path",
            camera: """
                  - {name: b, source: {}}
                  - {name: c, source: {device: a, simulated: {}}}
                  - {name: d, source: /dev/video4}
                  - {name: e}
                  - {name: f, source: {devise: x}}
                """,
            "f:5:15: 'source' in cameras[1] must hold exactly one of 'device', 'footage' and 'simulated', not none",
            "f:6:15: 'source' in cameras[2] must hold exactly one of 'device', 'footage' and 'simulated', not 'device' "
                + "and 'simulated'",
            "f:7:23: 'source' in cameras[3] must hold exactly one of 'device', 'footage' and 'simulated', not "
                + "'/dev/video4'; did you mean 'source: {device: /dev/video4}'?",
            "f:8:5: cameras[4] needs the key 'source': exactly one of 'device', 'footage' and 'simulated'",
            "f:9:24: unknown key 'devise' in cameras[5].source; did you mean 'device'?"),
        .init(
            "what only devices have",
            camera: """
                  - {name: b, source: {footage: {path: a}}, fps: 5, format: GREY}
                  - {name: c, source: {simulated: {seed: 5}}, size: 64x64}
                """,
            "f:5:45: 'fps' in cameras[1] is for devices only, and the source is footage; it belongs in footage below "
                + "'source'",
            "f:5:53: 'format' in cameras[1] is for devices only, and the source is footage",
            "f:6:36: 'seed' in cameras[2].source.simulated is for custom scenes only; add 'scene: custom', or remove it",
            "f:6:47: 'size' in cameras[2] is for devices only, and the source is simulated; it belongs in simulated "
                + "below 'source'"),
        .init(
            "a limit shorter than two frames", camera: "    fps: 0.5\n    blind_after: 3s",
            "f:6:18: 'blind_after' in cameras[0] is 3s, but two frames take 4s at 0.5 frames a second; make it longer"),
        .init(
            "a recording without room for its event", camera: "    recording: {preroll: 20s, longest: 10s}",
            "f:5:40: 'longest' in cameras[0].recording leaves no room for the event: 'longest' is 10s, but 'preroll' "
                + "and 'postroll' take 25s together"),
    ]

    @Test("in geometry", arguments: geometry)
    func geometryTold(document: BadDocument) {
        #expect(document.lines == document.expected)
    }

    @Test("in rules", arguments: rules)
    func rulesTold(document: BadDocument) {
        #expect(document.lines == document.expected)
    }

    @Test("in sources", arguments: sources)
    func sourcesTold(document: BadDocument) {
        #expect(document.lines == document.expected)
    }
}
