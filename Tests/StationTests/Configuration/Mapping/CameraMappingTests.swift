import Capture
import Detection
import Forwarding
import Imaging
import Station
import Testing

@Suite("What a camera's configuration becomes")
struct CameraMappingTests {
    private func camera(_ text: String) throws -> CameraConfiguration {
        let configuration = try SiteConfiguration.parse("site: post\ncameras:\n" + text, folder: "/etc/karaula")
        return try #require(configuration.cameras.first)
    }

    @Test("detection settings, with the rule 'motion' where there is none")
    func withoutRules() throws {
        let settings = try camera("  - {name: a, source: {simulated: {}}}\n").detectionSettings
        #expect(settings.rules == [Rule(name: "motion", condition: .intrusion(zone: nil), quietSeconds: 3)])
        #expect(settings.zones.isEmpty && settings.tripwires.isEmpty)
    }

    @Test("defaults that agree with those of detection, capture and forwarding")
    func sameDefaults() throws {
        #expect(try camera("  - {name: a, source: {simulated: {}}}\n").detectionSettings == DetectionSettings())
        let scene = try camera("  - {name: a, source: {simulated: {scene: custom}}}\n").source
        #expect(scene == .simulated(SimulatedSceneConfiguration(), pace: .realTime))
        let first = try camera("  - {name: a, source: {simulated: {}}}\n").source
        #expect(first == .simulated(.firstRun, pace: .realTime))
        let text = "site: a\ncameras: [{name: a, source: {simulated: {}}}]\ndestinations: [{name: d, url: 'https://h'}]"
        #expect(try SiteConfiguration.parse(text).destinations == [.init(name: "d", url: "https://h")])
    }

    @Test("detection settings as the file has them")
    func withRules() throws {
        let settings = try camera(
            """
              - name: a
                source: {simulated: {}}
                analysis: {sensitivity: 7, smallest_target: 0.1, hold: 2m}
                zones: [{name: z, polygon: [[0, 0], [1, 0], [0.5, 1]]}]
                tripwires: [{name: t, points: [[0, 0.5], [1, 0.5]]}]
                rules:
                  - {name: in, kind: intrusion, zone: z, quiet: 10}
                  - {name: over, kind: crossing, tripwire: t, direction: b-to-a}
                  - {name: either, kind: crossing, tripwire: t}
            """
        ).detectionSettings
        #expect(settings.sensitivity == 7)
        #expect(settings.minimumTargetHeight == 0.1)
        #expect(settings.holdSeconds == 120)
        #expect(
            settings.zones == [Zone(name: "z", polygon: [.init(x: 0, y: 0), .init(x: 1, y: 0), .init(x: 0.5, y: 1)])])
        #expect(settings.tripwires == [Tripwire(name: "t", points: [.init(x: 0, y: 0.5), .init(x: 1, y: 0.5)])])
        #expect(
            settings.rules == [
                Rule(name: "in", condition: .intrusion(zone: "z"), quietSeconds: 10),
                Rule(name: "over", condition: .crossing(tripwire: "t", direction: .bToA), quietSeconds: 3),
                Rule(name: "either", condition: .crossing(tripwire: "t", direction: nil), quietSeconds: 3),
            ])
    }

    @Test("masks, with and without a name")
    func masks() throws {
        let camera = try camera(
            """
              - name: a
                source: {simulated: {}}
                masks:
                  - {name: neighbour's window, polygon: [[0, 0], [0.5, 0], [0, 1]]}
                  - {polygon: [[0.5, 0.5], [1, 0.5], [1, 1]]}
            """)
        #expect(camera.masks.map(\.name) == ["neighbour's window", nil])
        #expect(camera.maskPolygons[1].vertices == [.init(x: 0.5, y: 0.5), .init(x: 1, y: 0.5), .init(x: 1, y: 1)])
        #expect(try self.camera("  - {name: a, source: {simulated: {}}}\n").masks.isEmpty)
    }

    @Test("a source of its kind")
    func sources() throws {
        #expect(try camera("  - {name: a, source: {device: /dev/video9}}\n").makeSource() is V4L2Source)
        #expect(try camera("  - {name: a, source: {footage: {path: x}}}\n").makeSource() is FootageSource)
        #expect(try camera("  - {name: a, source: {simulated: {}}}\n").makeSource() is SimulatedSource)
    }

    @Test("a device with everything that was asked of it")
    func device() throws {
        let source = try camera(
            """
              - name: a
                source: {device: cam}
                format: y16
                size: 640x512
                fps: 8.5
                controls: {gain: -3, auto_focus: true}
            """
        ).source
        #expect(
            source
                == .device(
                    .init(
                        device: "/etc/karaula/cam", pixelFormat: .y16, size: FrameSize(width: 640, height: 512),
                        framesPerSecond: 8.5, controls: ["gain": -3, "auto_focus": 1])))
    }
}
