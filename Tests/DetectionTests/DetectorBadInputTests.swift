import Detection
import Imaging
import Testing

@Suite struct DetectorBadInputTests {
    private static let sizes = [(1, 1), (2, 1), (1, 300), (16, 9), (7, 5), (63, 65), (161, 119), (640, 3)]

    private func random(_ state: inout UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 33
    }

    @Test(arguments: sizes)
    func anySizeTakesBlackWhiteAndNoise(width: Int, height: Int) {
        let size = FrameSize(width: width, height: height)
        let plane = GrayPlane(size: size)
        let detector = Detector(settings: DetectionSettings(sensitivity: 9, minimumTargetHeight: 0.001), size: size)
        var state: UInt64 = 3
        for frame in 0..<90 {
            for y in 0..<height {
                let row = plane.row8(y)
                for x in 0..<width { row[x] = frame < 30 ? 0 : frame < 60 ? 255 : UInt8(random(&state) & 255) }
            }
            detector.process(plane, at: Int64(frame) * 40_000_000)
            #expect(detector.tracks.count <= 96)
        }
    }

    @Test(arguments: sizes)
    func anySizeTakesSixteenBits(width: Int, height: Int) {
        let size = FrameSize(width: width, height: height)
        let plane = GrayPlane(size: size, depth: .sixteen)
        let detector = Detector(settings: DetectionSettings(), size: size, depth: .sixteen)
        var state: UInt64 = 3
        for frame in 0..<90 {
            for y in 0..<height {
                let row = plane.row16(y)
                for x in 0..<width { row[x] = frame < 30 ? 0 : frame < 60 ? 65535 : UInt16(random(&state) & 65535) }
            }
            detector.process(plane, at: Int64(frame) * 40_000_000)
        }
        #expect(detector.tracks.count <= 96)
    }

    @Test(arguments: [1.0, 120])
    func extremeFrameRatesAlarmOnceOrNever(framesPerSecond: Double) {
        var run = Run(framesPerSecond: framesPerSecond)
        #expect(run.run(seconds: 3).isEmpty)
        #expect(run.run(seconds: 4) { [walker($0)] }.opened.count <= 1)
    }

    @Test func timestampsThatStandStillJumpOrRunBackDoNotTrap() {
        let size = FrameSize(width: 160, height: 120)
        let detector = Detector(settings: DetectionSettings(), size: size)
        let plane = GrayPlane(size: size)
        var scene = Scene()
        let hour: Int64 = 3_600_000_000_000
        let times: [Int64] = [0, 0, 0, 40_000_000, 20_000_000, hour, hour + 40_000_000, -hour, -hour, .max, .min, 0]
        var balance = 0
        for round in 0..<20 {
            for (index, time) in times.enumerated() {
                scene.draw([walker(Double(index) / 5)], into: plane)
                detector.process(plane, at: time &+ Int64(round))
                balance += detector.changes.opened.count - detector.changes.closed.count
                #expect(balance == 0 || balance == 1)
            }
        }
    }

    @Test func oneFrameRepeatedForEverIsQuiet() {
        var run = Run(scene: Scene(noise: 0))
        #expect(run.run(seconds: 120).isEmpty)
        #expect(run.detector.tracks.isEmpty && run.detector.viewChanges == 0)
    }

    @Test func strangeZonesAndWiresDoNotTrap() {
        func points(_ values: [(Double, Double)]) -> [NormalizedPoint] {
            values.map { NormalizedPoint(x: $0.0, y: $0.1) }
        }
        let shapes = [
            points([]), points([(0.5, 0.5)]), points([(0.1, 0.1), (0.9, 0.9)]),
            points([(0, 0), (1, 1), (1, 0), (0, 1)]), points([(0.5, 0.5), (0.5001, 0.5), (0.5, 0.5001)]),
            points([(0, 0), (1, 0), (1, 1), (0, 1)]), points([(-5, -5), (5, -5), (5, 5)]),
            points([(.nan, 0), (1, .infinity), (0, 1)]),
        ]
        for shape in shapes {
            var settings = DetectionSettings(
                holdSeconds: .nan,
                zones: [Zone(name: "z", polygon: shape), Zone(name: "x", role: .exclude, polygon: shape)],
                tripwires: [Tripwire(name: "w", points: shape)])
            settings.rules = [
                Rule(name: "a", condition: .intrusion(zone: "z"), quietSeconds: -1),
                Rule(name: "b", condition: .crossing(tripwire: "w", direction: nil), quietSeconds: .nan),
            ]
            var run = Run(settings: settings)
            run.run(seconds: 1)
            run.run(seconds: 2) { [walker($0)] }
            #expect(run.detector.tracks.count <= 96)
        }
    }

    @Test func fiveHundredObjectsAreBounded() {
        var run = Run(scene: Scene(width: 640, height: 480))
        run.run(seconds: 1.5)
        run.run(seconds: 2) { time in
            (0..<500).map { index in
                Scene.Patch(
                    x: (index % 25) * 25 + Int(time * 20), y: (index / 25) * 24, width: 10, height: 14, level: 220)
            }
        }
        #expect(run.detector.tracks.count <= 96 && run.detector.regions.count <= 256)
    }
}
