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

    /// A camera that freezes, and comes to life again.
    @Test func aFrozenCameraIsABlindEventWithPicturesOfBeforeAndAfter() async throws {
        let folder = try TemporaryDirectory()
        let clock = ManualSiteClock()
        let journal = try Journal.open(directory: folder.path, site: "test", clock: clock)
        let source = ScriptedSource()
        let plan = CameraPlan(
            name: "gate", detection: DetectionSettings(minimumTargetHeight: 0.2), scale: .full, recording: nil,
            snapshotQuality: 80, blindAfter: 3, sensor: SensorLimits(), ownTimeBase: false)
        let pipeline = CameraPipeline(
            plan: plan, source: source, journal: journal, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        pipeline.start()
        source.say(.streaming(StreamFormat(pixelFormat: .grey, size: Self.size, framesPerSecond: 1)))

        let plane = GrayPlane(size: Self.size)
        var generator = SeededGenerator(seed: 3)
        var second: UInt64 = 0
        func pass(_ seconds: Int, isLive: Bool) {
            for _ in 0..<seconds {
                second += 1
                if isLive {
                    for y in 0..<Self.size.height {
                        let row = plane.row8(y)
                        for x in 0..<Self.size.width {
                            let level = 90 + (x / 8 ^ y / 8) % 2 * 40 + Int.random(in: -2...2, using: &generator)
                            row[x] = UInt8(level)
                        }
                    }
                }
                clock.advance(bySeconds: 1)
                source.deliver(plane, sequence: second, at: clock.now().nanoseconds)
                pipeline.analysisQueue.sync {}
                pipeline.captureQueue.sync { pipeline.tick() }
                pipeline.analysisQueue.sync {}
            }
            pipeline.drainQueue.sync {}
        }
        pass(40, isLive: true)
        #expect(pipeline.status(at: clock.reading()).watchState == .watching)
        pass(24, isLive: false)
        #expect(pipeline.status(at: clock.reading()).watchState.reason?.code == "frozen")
        pass(10, isLive: true)
        let status = pipeline.status(at: clock.reading())
        #expect(status.watchState == .watching)
        #expect((status.watchSeconds["blind"] ?? 0) >= 4)
        await withCheckedContinuation { done in pipeline.stop { done.resume() } }
        await journal.settle()

        let entries = try journal.reader.entries(after: 0, limit: 100)
        let changes = entries.filter { $0.kind == .watchChanged }
        #expect(changes.map { $0.payload["state"]?.string } == ["watching", "blind", "watching"])
        #expect(changes.map { $0.payload["reason"]?.string } == [nil, "frozen", "recovered"])
        let opened = try #require(changes.dropFirst().first)
        #expect(changes.last?.event == opened.seq)
        #expect(entries.filter { $0.kind == .eventSnapshot }.map(\.event) == [opened.seq, opened.seq, opened.seq])
        // Nobody walked: a picture that stands still or runs on is no alarm.
        #expect(!entries.contains { $0.kind == .eventOpened })
        try await journal.close()
    }
}
