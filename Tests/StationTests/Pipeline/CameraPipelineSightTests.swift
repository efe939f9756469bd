import Capture
import Detection
import Dispatch
import Imaging
import Journal
import Logging
import MerkleLog
import Station
import TestKit
import Testing
import Timekeeping

struct CameraPipelineSightTests {
    private static let size = FrameSize(width: 320, height: 180)

    /// A camera whose pictures and time a test makes, one a second.
    private final class Bench {
        let folder: TemporaryDirectory
        let clock = ManualSiteClock()
        let journal: Journal
        let source = ScriptedSource()
        let pipeline: CameraPipeline
        private let plane = GrayPlane(size: CameraPipelineSightTests.size)
        private var generator = SeededGenerator(seed: 3)
        private var second: UInt64 = 0
        /// By how many pixels the view is turned, and whether its pictures move on.
        var turn = 0
        var isLive = true
        private let settings = DetectionSettings(minimumTargetHeight: 0.2)

        init(sensor: SensorLimits = SensorLimits()) throws {
            folder = try TemporaryDirectory()
            journal = try Journal.open(directory: folder.path, site: "test", clock: clock)
            pipeline = CameraPipeline(
                plan: CameraPlan(
                    name: "gate", detection: settings, scale: .full, recording: nil, snapshotQuality: 80, blindAfter: 3,
                    sensor: sensor, ownTimeBase: false),
                source: source, journal: journal, clock: clock,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            pipeline.start()
            stream()
        }

        func stream() {
            source.say(
                .streaming(
                    StreamFormat(pixelFormat: .grey, size: CameraPipelineSightTests.size, framesPerSecond: 1)))
        }

        private func draw() {
            for y in 0..<plane.size.height {
                let row = plane.row8(y)
                for x in 0..<plane.size.width {
                    // Patches of random brightness, the same in all pictures.
                    let patch = UInt64((x + turn) / 8 + 1) &* 73_856_093 ^ UInt64(y / 8 + 1) &* 19_349_663
                    row[x] = UInt8(60 + patch % 7 * 20 + UInt64.random(in: 0...4, using: &generator))
                }
            }
        }

        func deliver() {
            if isLive { draw() }
            clock.advance(bySeconds: 1)
            second += 1
            source.deliver(plane, sequence: second, at: clock.now().nanoseconds)
            pipeline.analysisQueue.sync {}
        }

        /// A frame that cannot be decoded.
        func deliverDamage() {
            [UInt8](repeating: 7, count: 500).withUnsafeBytes { bytes in
                source.say(
                    .frame(
                        Frame(
                            bytes: bytes, format: .mjpeg, size: CameraPipelineSightTests.size, bytesPerRow: 0,
                            sequence: second, timestamp: clock.now().nanoseconds)))
            }
            pipeline.analysisQueue.sync {}
        }

        func tick() {
            pipeline.captureQueue.sync { pipeline.tick() }
            pipeline.analysisQueue.sync {}
        }

        func pass(_ seconds: Int, isLive: Bool = true) {
            self.isLive = isLive
            for _ in 0..<seconds {
                deliver()
                tick()
            }
            pipeline.drainQueue.sync {}
        }

        var state: String {
            let state = pipeline.status(at: clock.reading()).watchState
            return state.reason?.code ?? state.name
        }

        func sensitivity(scale: LumaScale = .full, zones: [Zone] = []) {
            var settings = settings
            settings.zones = zones
            settings.sensitivity = 7
            pipeline.replaceAnalysis(settings, scale: scale)
        }

        /// Ends it all, and hands back how the watch state went.
        func changes() async throws -> [String] {
            await withCheckedContinuation { done in pipeline.stop { done.resume() } }
            await journal.settle()
            return try journal.reader.entries(after: 0, limit: 1000).filter { $0.kind == .watchChanged }.map { entry in
                entry.payload["closed"]?.string ?? entry.payload["reason"]?.string
                    ?? entry.payload["state"]?.string ?? ""
            }
        }

        func snapshots() throws -> [Int64?] {
            try journal.reader.entries(after: 0, limit: 1000).filter { $0.kind == .eventSnapshot }.map(\.event)
        }
    }

    /// A camera that freezes, and comes to life again.
    @Test func aFrozenCameraIsABlindEventWithPicturesOfBeforeAndAfter() async throws {
        let bench = try Bench()
        bench.pass(40)
        #expect(bench.state == "watching")
        bench.pass(24, isLive: false)
        #expect(bench.state == "frozen")
        bench.pass(10)
        #expect(bench.state == "watching")
        #expect((bench.pipeline.status(at: bench.clock.reading()).watchSeconds["blind"] ?? 0) >= 4)
        #expect(try await bench.changes() == ["watching", "frozen", "recovered"])
        let entries = try bench.journal.reader.entries(after: 0, limit: 100)
        let opened = try #require(entries.filter { $0.kind == .watchChanged }.dropFirst().first)
        #expect(try bench.snapshots() == [opened.seq, opened.seq, opened.seq])
        // Nobody walked: a picture that stands still or runs on is no alarm.
        #expect(!entries.contains { $0.kind == .eventOpened })
        try await bench.journal.close()
    }

    /// The slot of the last good frame may be in use for another one by then: the pictures are of the next good frame.
    @Test func damagedFramesWhileTheStateChangesCostNoPicture() async throws {
        let bench = try Bench()
        bench.pass(40)
        bench.isLive = false
        for _ in 0..<24 {
            bench.deliver()
            bench.deliverDamage()
            bench.tick()
        }
        #expect(bench.state == "frozen")
        bench.isLive = true
        for _ in 0..<10 {
            bench.deliver()
            bench.deliverDamage()
            bench.tick()
        }
        bench.pass(2)
        #expect(try await bench.changes() == ["watching", "frozen", "recovered"])
        #expect(try bench.snapshots().count == 3)
        try await bench.journal.close()
    }

    /// What was wrong with the pictures before a camera went is not told of those after it came.
    @Test func aCameraThatWasFrozenWhenItWentIsNotFrozenWhenItIsBack() async throws {
        let bench = try Bench()
        bench.pass(40)
        bench.pass(24, isLive: false)
        #expect(bench.state == "frozen")
        let gone = SourceProblem(code: .unplugged, place: "/dev/video0", cause: "it went away", mend: "plug it in")
        bench.source.say(.lost(gone))
        bench.tick()
        bench.stream()
        bench.isLive = true
        bench.deliver()
        bench.tick()
        #expect(bench.state == "watching")
        #expect(try await bench.changes() == ["watching", "frozen", "unplugged", "recovered"])
        try await bench.journal.close()
    }

    // MARK: Another configuration

    @Test(arguments: [LumaScale.full, .half])
    func aMovedViewIsNotTheUsualOneBecauseTheDetectorIsSetAnew(scale: LumaScale) async throws {
        let bench = try Bench()
        bench.pass(60)
        bench.turn = 24
        bench.pass(60)
        #expect(bench.state == "moved")
        bench.sensitivity(scale: scale)
        bench.pass(30)
        let corner = Zone(
            name: "tree", role: .exclude,
            polygon: [.init(x: 0, y: 0), .init(x: 0.2, y: 0), .init(x: 0.2, y: 0.3), .init(x: 0, y: 0.3)])
        bench.sensitivity(scale: scale, zones: [corner])
        bench.pass(120)
        #expect(bench.state == "moved")
        // And it is known again when it comes back.
        bench.turn = 0
        bench.pass(12)
        #expect(try await bench.changes() == ["watching", "moved", "recovered"])
        try await bench.journal.close()
    }

    @Test func whatIsSwitchedOffByAReloadHasNotRecovered() async throws {
        let bench = try Bench()
        bench.pass(60)
        bench.turn = 24
        bench.pass(60)
        #expect(bench.state == "moved")
        var sensor = SensorLimits()
        sensor.movedShare = nil
        let plan = CameraPlan(
            name: "gate", detection: DetectionSettings(), scale: .full, recording: nil, snapshotQuality: 80,
            blindAfter: 3, sensor: sensor, ownTimeBase: false)
        bench.pipeline.replaceWatch(plan)
        bench.pass(5)
        #expect(try await bench.changes() == ["watching", "moved", "reconfigured"])
        try await bench.journal.close()
    }

    @Test func aViewThatIsAcceptedHasNotRecovered() async throws {
        var sensor = SensorLimits()
        sensor.newViewSeconds = 100
        let bench = try Bench(sensor: sensor)
        bench.pass(60)
        bench.turn = 24
        bench.pass(200)
        #expect(try await bench.changes() == ["watching", "moved", "accepted"])
        try await bench.journal.close()
    }
}
