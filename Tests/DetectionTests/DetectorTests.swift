import Detection
import Imaging
import Testing

@Suite struct DetectorTests {
    @Test(arguments: [5.0, 10, 25, 60])
    func walkerIsAlarmedOnceSoonAndFollowed(framesPerSecond: Double) throws {
        var run = Run(framesPerSecond: framesPerSecond)
        #expect(run.run(seconds: 1.5).isEmpty)
        let changes = run.run(seconds: 3) { [walker($0)] }
        let alarm = try #require(changes.opened.first)
        #expect(changes.opened.count == 1 && alarm.rule == "motion")
        #expect(alarm.began <= 2_400_000_000, "opened at \(Double(alarm.began) / 1e9) s")
        let track = try #require(run.detector.tracks.first { $0.state == .confirmed })
        #expect(abs(track.box.x * 160 - (20 + 3 * 30)) < 8 && abs(track.box.height * 120 - 24) < 6)
        #expect(run.run(seconds: 5).closed.map(\.id) == [alarm.id])
    }

    @Test func walkerIsFoundFromTheFirstSecondOn() {
        var run = Run()
        run.run(seconds: 1)
        #expect(run.run(seconds: 1) { [walker($0)] }.opened.count == 1)
    }

    @Test func emptySceneWithNoiseRaisesNothing() {
        var run = Run(scene: Scene(noise: 6))
        #expect(run.run(seconds: 20).isEmpty)
        #expect(run.detector.tracks.isEmpty)
    }

    @Test func maskShowsTheWalkerAndNothingElse() {
        var run = Run()
        run.run(seconds: 2)
        run.run(seconds: 1) { [walker($0)] }
        let patch = walker(0.96)
        var inside = 0
        var outside = 0
        for y in 0..<120 {
            for x in 0..<160 where run.detector.mask.row8(y)[x] == 255 {
                let isNear = x >= patch.x - 2 && x < patch.x + 12 && y >= patch.y - 2 && y < patch.y + 26
                if isNear { inside += 1 } else { outside += 1 }
            }
        }
        #expect(inside > 200 && outside == 0)
    }

    @Test func gentleChangeOfLightRaisesNothingAndBlindsNot() {
        var run = Run(scene: Scene(width: 320, height: 240))
        run.run(seconds: 2)
        var changes: [AlarmChange] = []
        for percent in stride(from: 100, through: 60, by: -1) { changes += run.run(seconds: 0.2, light: percent) }
        #expect(changes.isEmpty)
        #expect(run.run(seconds: 2, light: 60) { [walker($0, y: 120, level: 190)] }.opened.count == 1)
    }

    @Test func suddenChangeOfLightRaisesNothing() {
        var run = Run(scene: Scene(width: 320, height: 240))
        run.run(seconds: 2)
        #expect(run.run(seconds: 5, light: 130).isEmpty)
        #expect(run.detector.condition == .watching)
    }

    @Test func stoppedWalkerStaysAndLeavesNoGhost() {
        var run = Run()
        run.run(seconds: 1.5)
        run.run(seconds: 2) { [walker($0)] }
        run.run(seconds: 60) { _ in [walker(2)] }
        #expect(run.detector.tracks.map(\.state) == [.stopped])
        run.run(seconds: 2.5) { [walker(2 + $0)] }
        run.run(seconds: 2)
        #expect(run.detector.tracks.isEmpty)
    }

    /// Nine minutes with wind in a branch and a change of light: held all along, and gone when he goes.
    @Test func personWhoStopsForNineMinutesIsNeverLost() {
        var run = Run(framesPerSecond: 5)
        func branch(_ time: Double) -> Scene.Patch {
            Scene.Patch(x: 130 + [0, 2, 3, 1, -2, -3, -1][Int(time * 5) % 7], y: 6, width: 14, height: 20, level: 40)
        }
        run.run(seconds: 4) { [branch($0)] }
        run.run(seconds: 2) { [walker($0), branch($0)] }
        for minute in 0..<9 {
            let light = minute < 4 ? 100 : 88
            run.run(seconds: 60, light: light) { [walker(2), branch($0)] }
            let held = run.detector.tracks.filter { $0.state == .stopped && abs($0.box.center.x * 160 - 85) < 6 }
            #expect(held.count == 1, "minute \(minute): \(run.detector.tracks)")
        }
        run.run(seconds: 2.5, light: 88) { [walker(2 + $0), branch($0)] }
        run.run(seconds: 2, light: 88) { [branch($0)] }
        #expect(!run.detector.tracks.contains { $0.state != .tentative })
    }

    @Test func objectThatWasThereFromTheStartLeavesNoLastingGhost() {
        var run = Run()
        run.run(seconds: 3) { _ in [walker(1)] }
        run.run(seconds: 4) { [walker(1 + $0)] }
        run.run(seconds: 5)
        #expect(run.detector.tracks.isEmpty)
    }

    @Test func turnedCameraIsNoAlarmButAChangedView() {
        var run = Run()
        run.run(seconds: 2)
        let view = stride(from: 0, to: 110, by: 10).map {
            Scene.Patch(x: $0, y: 0, width: 10, height: 120, level: $0 % 20 == 0 ? 20 : 230)
        }
        #expect(run.run(seconds: 4) { _ in view }.isEmpty)
        #expect(run.detector.viewChanges == 1 && run.detector.condition == .watching)
        #expect(run.run(seconds: 2) { view + [walker($0, from: 112, speed: 15, level: 20)] }.opened.count == 1)
    }

    /// A car drives in and is parked: its motion ends, it stays as stopped, and who walks past it is alarmed anew.
    @Test func personBesideAParkedCarIsAlarmedAndTheCarIsNot() {
        var run = Run(scene: Scene(width: 320, height: 240))
        run.run(seconds: 3)
        func car(_ x: Double) -> Scene.Patch { Scene.Patch(x: Int(x), y: 110, width: 80, height: 40, level: 210) }
        #expect(run.run(seconds: 3) { [car(10 + $0 * 40)] }.opened.count == 1)
        let parked = run.run(seconds: 12) { _ in [car(128)] }
        #expect(parked.opened.isEmpty && parked.closed.count == 1)
        #expect(run.detector.tracks.map(\.state) == [.stopped])
        let person = run.run(seconds: 5) { time in
            // In front of the car first, then away from it.
            [Scene.Patch(x: Int(140 + time * 30), y: 118, width: 10, height: 30, level: 30), car(128)]
        }
        #expect(person.opened.count == 1)
        #expect(run.detector.tracks.contains { $0.state == .stopped })
    }

    @Test func whileTheViewIsOverwhelmedNoTrackIsShown() {
        var run = Run()
        run.run(seconds: 2)
        run.run(seconds: 2) { [walker($0)] }
        #expect(run.detector.tracks.map(\.state) == [.confirmed])
        let view = [Scene.Patch(x: 0, y: 0, width: 160, height: 90, level: 240)]
        run.step(view)
        run.step(view)
        #expect(run.detector.condition == .overwhelmed && run.detector.tracks.isEmpty)
    }

    @Test func noisyPictureIsSmoothedAndAWalkerFoundInIt() {
        var run = Run(scene: Scene(width: 320, height: 240, noise: 15))
        #expect(run.run(seconds: 8).isEmpty)
        #expect(run.run(seconds: 4) { [walker($0, y: 100, level: 190)] }.opened.count == 1)
    }

    @Test func walkerInAnExcludedZoneIsNotSeen() {
        let lower = [
            NormalizedPoint(x: 0, y: 0.4), NormalizedPoint(x: 1, y: 0.4), NormalizedPoint(x: 1, y: 1),
            NormalizedPoint(x: 0, y: 1),
        ]
        var run = Run(settings: DetectionSettings(zones: [Zone(name: "road", role: .exclude, polygon: lower)]))
        run.run(seconds: 2)
        #expect(run.run(seconds: 3) { [walker($0)] }.isEmpty)
        #expect(run.detector.tracks.isEmpty)
        #expect(run.run(seconds: 3) { [walker($0, y: 10)] }.opened.count == 1)
    }

    @Test func tripwireCountsTheWalkerThatCrossesIt() {
        var run = Run(
            settings: DetectionSettings(
                tripwires: [
                    Tripwire(name: "gate", points: [NormalizedPoint(x: 0.5, y: 0), NormalizedPoint(x: 0.5, y: 1)])
                ],
                rules: [Rule(name: "gate", condition: .crossing(tripwire: "gate", direction: nil))]))
        run.run(seconds: 1.5)
        #expect(run.run(seconds: 4) { [walker($0)] }.opened.map(\.direction) == [.bToA])
        run.run(seconds: 2)
        #expect(run.run(seconds: 4) { [walker($0, from: 140, speed: -30)] }.opened.map(\.direction) == [.aToB])
    }

    @Test func finishClosesOpenAlarms() {
        var run = Run()
        run.run(seconds: 1.5)
        #expect(run.run(seconds: 2) { [walker($0)] }.opened.count == 1)
        run.detector.finish()
        #expect(run.detector.changes.closed.count == 1)
    }

    @Test func thermalContrastOfSomeCountsIsFound() {
        let size = FrameSize(width: 160, height: 120)
        let detector = Detector(settings: DetectionSettings(), size: size, depth: .sixteen)
        let plane = GrayPlane(size: size, depth: .sixteen)
        var scene = Scene()
        var opened = 0
        for frame in 0..<150 {
            let time = Double(frame) / 25
            let patches = time < 2 ? [] : [walker(time - 2, level: 25)]
            // A flat-field correction shifts the whole image in the middle of the walk.
            scene.draw16(patches, into: plane, countsPerLevel: 20, offset: frame > 100 ? 400 : 0)
            detector.process(plane, at: Int64(time * 1e9))
            opened += detector.changes.opened.count
        }
        #expect(opened == 1)
        #expect(detector.tracks.map(\.state) == [.confirmed])
    }

    @Test func twoRunsAreIdenticalToTheBit() {
        func record() -> [[Track]] {
            var run = Run(scene: Scene(noise: 5, seed: 42))
            var all: [[Track]] = []
            for frame in 0..<200 {
                run.step(
                    frame < 30 ? [] : [walker(Double(frame - 30) / 25), walker(Double(frame) / 25, y: 10, level: 40)])
                all.append(run.detector.tracks)
            }
            return all
        }
        let first = record()
        #expect(first == record())
        #expect(first.contains { $0.count >= 2 })
    }
}
