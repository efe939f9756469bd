import Capture
import Detection
import Dispatch
import Imaging
import Journal
import Logging
import MerkleLog
import Station
import Synchronization
import TestKit
import Testing
import Timekeeping

struct CameraPipelineTests {
    private static let size = FrameSize(width: 320, height: 180)

    /// A camera with a real journal in a directory of its own, and a clock that the test moves.
    private final class Bench {
        let folder: TemporaryDirectory
        let clock = ManualSiteClock()
        let journal: Journal
        let source: ScriptedSource
        let pipeline: CameraPipeline
        private let plane = GrayPlane(size: CameraPipelineTests.size)
        private var count: UInt64 = 0

        init(name: String = "gate", recorded: Bool = true, endsLate: Bool = false) throws {
            source = ScriptedSource(endsLate: endsLate)
            folder = try TemporaryDirectory()
            journal = try Journal.open(directory: folder.path, site: "test", clock: clock)
            let plan = CameraPlan(
                name: name, detection: DetectionSettings(minimumTargetHeight: 0.2), scale: .full,
                recording: recorded
                    ? CameraPlan.Recording(preroll: 2, postroll: 1, longest: 60, memory: 4 << 20, quality: 80) : nil,
                snapshotQuality: 80, blindAfter: 3, ownTimeBase: false)
            pipeline = CameraPipeline(
                plan: plan, source: source, journal: journal, clock: clock,
                logger: Logger(label: "test") { _ in
                    SwiftLogNoOpLogHandler()
                })
        }

        /// Lets a bright figure of 20 × 50 pixels stand with its left edge at `x`, or nothing.
        func frame(figureAt x: Int?) {
            let plane = picture(figureAt: x)
            clock.advance(bySeconds: 0.1)
            count += 1
            source.deliver(plane, sequence: count, at: clock.now().nanoseconds)
            pipeline.analysisQueue.sync {}
            pipeline.drainQueue.sync {}
        }

        func picture(figureAt x: Int?) -> GrayPlane {
            for y in 0..<plane.size.height {
                let row = plane.row8(y)
                for column in 0..<plane.size.width { row[column] = UInt8(90 + (column * 7 + y * 13) % 11) }
                if let x, (70..<120).contains(y) {
                    for column in max(0, x)..<min(plane.size.width, x + 20) { row[column] = 210 }
                }
            }
            return plane
        }

        func begin() {
            pipeline.start()
            source.say(
                .streaming(
                    StreamFormat(pixelFormat: .grey, size: CameraPipelineTests.size, framesPerSecond: 10)))
        }

        /// An empty scene of three seconds, and then a figure that walks through half of it.
        func walkIn() {
            for _ in 0..<30 { frame(figureAt: nil) }
            for step in 0..<40 { frame(figureAt: 10 + step * 5) }
        }

        /// As ``walkIn()``, but stops after so many frames, or with the one that opens an event.
        ///
        /// - Returns: how many frames came.
        func walk(frames: Int = 70) -> Int {
            for count in 0..<frames {
                frame(figureAt: count < 30 ? nil : 10 + (count - 30) * 5)
                if pipeline.status(at: clock.reading()).alarms > 0 { return count + 1 }
            }
            return frames
        }

        func tick() { pipeline.captureQueue.sync { pipeline.tick() } }

        func stop() async {
            await withCheckedContinuation { done in pipeline.stop { done.resume() } }
            await journal.settle()
        }

        func entries(_ kinds: EntryKind...) throws -> [Entry] {
            try journal.reader.entries(after: 0, limit: 1000).filter { kinds.contains($0.kind) }
        }
    }

    private final class Flag: Sendable {
        private let value = Mutex(false)
        var isRaised: Bool { value.withLock { $0 } }
        func raise() { value.withLock { $0 = true } }
    }

    private func reason(_ entry: Entry?) -> String? {
        guard case .object(let payload)? = entry?.payload, case .string(let reason)? = payload["reason"] else {
            return nil
        }
        return reason
    }

    @Test func aWalkerBecomesOneEventWithSnapshotAndRecording() async throws {
        let bench = try Bench()
        bench.begin()
        bench.walkIn()
        for _ in 0..<70 { bench.frame(figureAt: nil) }
        await bench.stop()

        let opened = try bench.entries(.eventOpened)
        #expect(opened.count == 1)
        let closed = try bench.entries(.eventClosed)
        #expect(closed.map(\.event) == opened.map(\.seq))
        #expect(reason(closed.first) == "ended")
        #expect(try bench.entries(.eventSnapshot).map(\.event) == opened.map(\.seq))
        #expect(try bench.entries(.eventRecording).map(\.event) == opened.map(\.seq))
    }

    @Test func aStopClosesWhatIsOpenAsInterruptedAndOpensNothing() async throws {
        let bench = try Bench()
        bench.begin()
        bench.walkIn()
        let before = try bench.entries(.eventOpened).count
        await bench.stop()
        #expect(bench.source.isStopped)
        #expect(try bench.entries(.eventOpened).count == 1)
        #expect(before <= 1)
        #expect(reason(try bench.entries(.eventClosed).first) == "interrupted")
        #expect(bench.pipeline.status(at: bench.clock.reading()).openEvents == 0)
    }

    @Test func whatComesAfterAStopOpensNothing() async throws {
        let example = try Bench()
        example.begin()
        let opening = example.walk()
        #expect(example.pipeline.status(at: example.clock.reading()).alarms == 1)
        await example.stop()

        let bench = try Bench()
        bench.begin()
        #expect(bench.walk(frames: opening - 1) == opening - 1)
        bench.tick()
        #expect(bench.pipeline.status(at: bench.clock.reading()).watchState == .watching)
        // The disk takes nothing, so that the stop goes on for a while.
        let disk = DispatchSemaphore(value: 0)
        bench.pipeline.drainQueue.async { disk.wait() }
        let (stopped, end) = AsyncStream.makeStream(of: Void.self)
        bench.pipeline.stop { end.finish() }
        bench.pipeline.captureQueue.sync {}
        bench.pipeline.analysisQueue.sync {}
        bench.clock.advance(bySeconds: 0.1)
        bench.source.deliver(
            bench.picture(figureAt: 10 + (opening - 31) * 5), sequence: 99, at: bench.clock.now().nanoseconds)
        bench.pipeline.analysisQueue.sync {}
        bench.clock.advance(bySeconds: 4)
        bench.tick()
        bench.source.say(
            .lost(SourceProblem(code: .unplugged, place: "/dev/video0", cause: "it went away", mend: "plug it in")))
        disk.signal()
        for await _ in stopped {}
        await bench.journal.settle()
        #expect(try bench.entries(.eventOpened).isEmpty)
        #expect(try bench.entries(.watchChanged).map(reason) == [nil])
    }

    @Test func aStopIsOverWhenTheDeviceIsFree() async throws {
        let bench = try Bench(endsLate: true)
        bench.begin()
        bench.frame(figureAt: nil)
        let isOver = Flag()
        await withCheckedContinuation { done in
            bench.pipeline.stop {
                isOver.raise()
                done.resume()
            }
            bench.pipeline.captureQueue.sync {}
            bench.pipeline.analysisQueue.sync {}
            bench.pipeline.drainQueue.sync {}
            #expect(!isOver.isRaised)
            bench.source.end()
        }
    }

    @Test func aDriverThatHangsHoldsUpNoStopForEver() async throws {
        let bench = try Bench(endsLate: true)
        bench.begin()
        await bench.stop()
        #expect(bench.source.isStopped)
    }

    @Test func aSourceThatHasEndedIsNotWaitedFor() async throws {
        let bench = try Bench(endsLate: true)
        bench.begin()
        bench.source.say(.ended(.finished))
        let isOver = Flag()
        bench.pipeline.stop { isOver.raise() }
        bench.pipeline.captureQueue.sync {}
        bench.pipeline.analysisQueue.sync {}
        bench.pipeline.drainQueue.sync {}
        #expect(isOver.isRaised)
    }

    @Test func aLostCameraEndsItsEventsAndIsBlindUntilFramesComeAgain() async throws {
        let bench = try Bench()
        bench.begin()
        bench.walkIn()
        bench.tick()
        let problem = SourceProblem(
            code: .unplugged, place: "/dev/video0", cause: "the device went away", mend: "plug it in again")
        bench.source.say(.lost(problem))
        bench.pipeline.analysisQueue.sync {}
        #expect(bench.pipeline.status(at: bench.clock.reading()).watchState.reason?.code == "unplugged")
        bench.source.say(
            .streaming(StreamFormat(pixelFormat: .grey, size: Self.size, framesPerSecond: 10)))
        bench.frame(figureAt: nil)
        bench.tick()
        #expect(bench.pipeline.status(at: bench.clock.reading()).watchState == .watching)
        await bench.stop()

        #expect(reason(try bench.entries(.eventClosed).first) == "unplugged")
        let watch = try bench.entries(.watchChanged)
        #expect(watch.map(reason) == [nil, "unplugged", "recovered"])
        #expect(watch[2].event == watch[1].seq)
    }

    @Test func whatWasSeenBeforeALossDoesNotMakeALostCameraWatch() async throws {
        let bench = try Bench()
        bench.begin()
        for _ in 0..<5 { bench.frame(figureAt: nil) }
        bench.tick()
        bench.frame(figureAt: nil)
        bench.source.say(
            .lost(SourceProblem(code: .unplugged, place: "/dev/video0", cause: "it went away", mend: "plug it in")))
        for _ in 0..<4 { bench.tick() }
        #expect(bench.pipeline.status(at: bench.clock.reading()).watchState.reason?.code == "unplugged")
        bench.source.say(
            .streaming(StreamFormat(pixelFormat: .grey, size: Self.size, framesPerSecond: 10)))
        bench.tick()
        #expect(bench.pipeline.status(at: bench.clock.reading()).watchState.reason?.code == "unplugged")
        bench.frame(figureAt: nil)
        bench.tick()
        #expect(bench.pipeline.status(at: bench.clock.reading()).watchState == .watching)
        await bench.stop()
    }

    @Test func aCameraThatFallsSilentIsBlindAndItsEventsEnd() async throws {
        let bench = try Bench()
        bench.begin()
        bench.walkIn()
        bench.tick()
        bench.clock.advance(bySeconds: 3.1)
        bench.tick()
        bench.pipeline.analysisQueue.sync {}
        #expect(bench.pipeline.status(at: bench.clock.reading()).watchState.reason?.code == "no-frames")
        await bench.stop()
        #expect(reason(try bench.entries(.eventClosed).first) == "camera-blind")
        #expect(reason(try bench.entries(.watchChanged).last) == "no-frames")
    }

    @Test func framesThatCannotBeDecodedAreCountedAndLeaveTheCameraBlind() async throws {
        let bench = try Bench()
        bench.begin()
        let nonsense = [UInt8](repeating: 7, count: 500)
        for step in 0..<20 {
            bench.clock.advance(bySeconds: 0.2)
            nonsense.withUnsafeBytes { bytes in
                bench.source.say(
                    .frame(
                        Frame(
                            bytes: bytes, format: .mjpeg, size: Self.size, bytesPerRow: 0, sequence: UInt64(step),
                            timestamp: bench.clock.now().nanoseconds)))
            }
            bench.pipeline.analysisQueue.sync {}
            bench.tick()
        }
        let status = bench.pipeline.status(at: bench.clock.reading())
        #expect(status.undecodable > 0)
        #expect(status.analysed == 0)
        #expect(status.watchState.reason?.code == "undecodable")
        await bench.stop()
    }

    @Test func twoCamerasShareAJournalAndNothingElse() async throws {
        let one = try Bench(name: "one")
        let two = try Bench(name: "two", recorded: false)
        one.begin()
        two.begin()
        two.source.say(
            .lost(SourceProblem(code: .missing, place: "/dev/video9", cause: "no such device", mend: "plug it in")))
        one.walkIn()
        #expect(
            try one.entries(.eventOpened).isEmpty == false || one.pipeline.status(at: one.clock.reading()).alarms == 1)
        #expect(two.pipeline.status(at: two.clock.reading()).watchState.reason?.code == "missing")
        await one.stop()
        await two.stop()
        #expect(try one.entries(.eventOpened).count == 1)
        #expect(try two.entries(.eventOpened).isEmpty)
    }

    @Test func aCameraThatIsNotRecordedKeepsNoFrames() async throws {
        let bench = try Bench(recorded: false)
        bench.begin()
        bench.walkIn()
        await bench.stop()
        #expect(try bench.entries(.eventOpened).count == 1)
        #expect(try bench.entries(.eventRecording).isEmpty)
    }

    // MARK: Another configuration

    /// What the bench's cameras look for, with other rules.
    private func settings(_ rules: [Rule], sensitivity: Int = 5) -> DetectionSettings {
        DetectionSettings(
            sensitivity: sensitivity, minimumTargetHeight: 0.2,
            zones: [
                Zone(
                    name: "left",
                    polygon: [.init(x: 0, y: 0), .init(x: 0.5, y: 0), .init(x: 0.5, y: 1), .init(x: 0, y: 1)])
            ], rules: rules)
    }

    private let motion = Rule(name: "motion", condition: .intrusion(zone: nil))

    @Test func anEventOfARuleThatStaysGoesOn() async throws {
        let bench = try Bench()
        bench.begin()
        bench.walkIn()
        bench.pipeline.replaceRules(settings([Rule(name: "left", condition: .intrusion(zone: "left")), motion]))
        for step in 0..<5 { bench.frame(figureAt: 210 + step * 5) }
        #expect(bench.pipeline.status(at: bench.clock.reading()).openEvents == 1)
        for _ in 0..<70 { bench.frame(figureAt: nil) }
        await bench.stop()
        #expect(try bench.entries(.eventOpened).count == 1)
        #expect(try bench.entries(.eventClosed).map(reason) == ["ended"])
    }

    @Test func anEventOfARuleThatGoesEndsAndWhatWasLearntStays() async throws {
        let bench = try Bench()
        bench.begin()
        bench.walkIn()
        bench.pipeline.replaceRules(settings([Rule(name: "other", condition: .intrusion(zone: nil))]))
        // One frame is enough: the track is known and confirmed.
        bench.frame(figureAt: 210)
        #expect(bench.pipeline.status(at: bench.clock.reading()).openEvents == 1)
        await bench.stop()
        let opened = try bench.entries(.eventOpened)
        #expect(opened.map { $0.payload["rule"]?.string } == ["motion", "other"])
        let closed = try bench.entries(.eventClosed)
        #expect(closed.map(reason) == ["reconfigured", "interrupted"])
        #expect(closed.map(\.event) == opened.map(\.seq))
        #expect(try bench.entries(.eventRecording).count == 2)
    }

    @Test func anotherAnalysisBeginsAnewAndEndsWhatIsOpen() async throws {
        let bench = try Bench()
        bench.begin()
        bench.walkIn()
        bench.pipeline.replaceAnalysis(settings([motion], sensitivity: 6), scale: .half)
        bench.frame(figureAt: 210)
        #expect(bench.pipeline.status(at: bench.clock.reading()).openEvents == 0)
        bench.walkIn()
        await bench.stop()
        #expect(try bench.entries(.eventOpened).count == 2)
        #expect(try bench.entries(.eventClosed).map(reason) == ["reconfigured", "interrupted"])
        // On a slow machine a tick says that it watches; nothing else may be said.
        #expect(try bench.entries(.watchChanged).allSatisfy { $0.payload["state"] == "watching" })
    }

    @Test func otherRecordingsHoldFromTheNextEventOn() async throws {
        let bench = try Bench()
        bench.begin()
        bench.pipeline.replaceKeeping(
            CameraPlan(
                name: "gate", detection: DetectionSettings(), scale: nil,
                recording: CameraPlan.Recording(preroll: 0.5, postroll: 0.2, longest: 1, memory: 1, quality: 1),
                snapshotQuality: 50, blindAfter: 3, ownTimeBase: false))
        bench.walkIn()
        await bench.stop()
        let recording = try #require(try bench.entries(.eventRecording).first)
        // Ten frames a second, and a second at the longest.
        let frames = try #require(recording.payload["frames"]?.integer)
        #expect((8...11).contains(frames))
    }

    @Test func aCameraThatIsTakenOutSaysSo() async throws {
        let bench = try Bench()
        bench.begin()
        bench.walkIn()
        await withCheckedContinuation { done in bench.pipeline.stop(reason: "removed") { done.resume() } }
        await bench.journal.settle()
        #expect(reason(try bench.entries(.eventClosed).first) == "removed")
        #expect(try bench.entries(.eventRecording).count == 1)
    }
}
