import Capture
import Dispatch
import Glibc
import Imaging
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct V4L2SourceTests {
    static let place = "/dev/karaula-test-without-a-device"

    private func source(_ opener: FakeOpener) -> V4L2Source {
        V4L2Source(configuration: .init(device: Self.place), opener: opener)
    }

    @Test("frames come in order, damaged ones do not, gaps are counted, and buffers are given back")
    func streams() async {
        let device = FakeDevice(mark: 7)
        let source = source(FakeOpener(.success(device)))
        device.say(.frame(sequence: 0), .damaged(sequence: 1), .frame(sequence: 4), .frame(sequence: 5))
        var told: [Recorded] = []
        for await event in source.recorded() {
            told.append(event)
            if told.count == 4 { source.stop() }
        }
        #expect(told.first == .streaming(device.format))
        let sequences = told.compactMap { event -> UInt64? in
            guard case .frame(let sequence, _, let bytes) = event else { return nil }
            #expect(bytes == [7, 7, 7, 7])
            return sequence
        }
        #expect(sequences == [0, 4, 5])
        #expect(told.last == .ended(.stopped))
        #expect(source.counters.delivered == 3)
        #expect(source.counters.damaged == 1)
        #expect(source.counters.lostInDriver == 2)
        #expect(device.lent == 0)
    }

    @Test("the buffer is not given back before the handler has returned")
    func lending() async {
        let device = FakeDevice(mark: 1)
        let source = source(FakeOpener(.success(device)))
        device.say(.frame(sequence: 0))
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        source.start(on: DispatchQueue(label: "test.capture", target: .global())) { event in
            switch event {
            case .frame:
                continuation.yield(device.lent)
                source.stop()
            case .ended: continuation.finish()
            default: break
            }
        }
        var lent: [Int] = []
        for await count in stream { lent.append(count) }
        #expect(lent == [1])
        #expect(device.lent == 0)
    }

    @Test("unplugged and plugged in again: lost, then streaming from another device, without ending")
    func replug() async {
        let (first, second) = (FakeDevice(mark: 1), FakeDevice(mark: 2))
        let source = source(FakeOpener(.success(first), .success(second)))
        first.say(.frame(sequence: 9))
        second.say(.frame(sequence: 0))
        var told: [Recorded] = []
        for await event in source.recorded(keepingBytes: 1) {
            told.append(event)
            if told.count == 2 { first.unplug() }
            if told.count == 5 { source.stop() }
        }
        #expect(told.count == 6)
        #expect(told[0] == .streaming(first.format))
        guard case .frame(0, let before, [1]) = told[1], case .lost(let problem) = told[2],
            case .frame(1, let after, [2]) = told[4]
        else {
            Issue.record("not what was expected: \(told)")
            return
        }
        #expect(problem.code == .unplugged)
        #expect(problem.place == Self.place)
        #expect(told[3] == .streaming(second.format))
        #expect(after > before)
        #expect(first.isClosed)
        #expect(source.counters.recoveries == 1)
        #expect(source.counters.lostInDriver == 0)
    }

    @Test("an error while streaming is told as it is, and the device is closed")
    func fault() async {
        let device = FakeDevice(mark: 1)
        let source = source(FakeOpener(.success(device)))
        let problem = SourceProblem(code: .driverError, place: Self.place, cause: "EIO", mend: "wait")
        device.say(.frame(sequence: 0), .fault(problem))
        var told: [Recorded] = []
        for await event in source.recorded() {
            told.append(event)
            if event == .lost(problem) { source.stop() }
        }
        #expect(told.count >= 4)
        #expect(Array(told.dropFirst(2).prefix(1)) == [.lost(problem)])
        #expect(told.last == .ended(.stopped))
        #expect(device.isClosed)
    }

    @Test("a device that cannot be opened is told once and does not end the source; stopping does")
    func missing() async {
        let source = source(FakeOpener())
        var told: [Recorded] = []
        for await event in source.recorded() {
            told.append(event)
            source.stop()
        }
        #expect(told.count == 2)
        guard case .lost(let problem) = told.first else {
            Issue.record("not what was expected: \(told)")
            return
        }
        #expect(problem.code == .missing)
        #expect(told.last == .ended(.stopped))
    }

    @Test("stopped before the start, and stopped twice: one end")
    func stopFirst() async {
        let source = source(FakeOpener())
        source.stop()
        var told: [Recorded] = []
        for await event in source.recorded() { told.append(event) }
        source.stop()
        #expect(told == [.ended(.stopped)])
    }

    /// Starts a source, hands over what it tells, and its queue.
    private func told(by source: V4L2Source) -> (stream: AsyncStream<Recorded>, queue: DispatchQueue, isOver: Flag) {
        let queue = DispatchQueue(label: "test.capture", target: .global())
        let (stream, continuation) = AsyncStream.makeStream(of: Recorded.self)
        let isOver = Flag()
        source.start(on: queue) { event in
            continuation.yield(Recorded(event))
            guard case .ended = event else { return }
            isOver.raise()
            continuation.finish()
        }
        return (stream, queue, isOver)
    }

    private final class Flag: Sendable {
        private let value = Mutex(false)
        var isRaised: Bool { value.withLock { $0 } }
        func raise() { value.withLock { $0 = true } }
    }

    @Test("the end is told when the device is closed, and no sooner")
    func endsWhenClosed() async {
        let gate = DispatchSemaphore(value: 0)
        let device = FakeDevice(mark: 1, closingGate: gate)
        let source = source(FakeOpener(.success(device)))
        device.say(.frame(sequence: 0))
        let (stream, queue, isOver) = told(by: source)
        var last: Recorded?
        for await event in stream {
            last = event
            guard event.isFrame else { continue }
            source.stop()
            // Twice: the first turn ends the source, what that may have asked for comes in the second.
            for _ in 0..<2 { await turn(queue) }
            #expect(!isOver.isRaised && !device.isClosed)
            gate.signal()
        }
        #expect(last == .ended(.stopped))
        #expect(device.isClosed)
    }

    @Test("a device that is being opened at the stop is closed before the end is told")
    func endsWhenOpeningIsOver() async {
        let gate = DispatchSemaphore(value: 0)
        let device = FakeDevice(mark: 1)
        let source = source(FakeOpener(.success(device), gate: gate))
        let (stream, queue, isOver) = told(by: source)
        await turn(queue)
        source.stop()
        for _ in 0..<2 { await turn(queue) }
        #expect(!isOver.isRaised)
        gate.signal()
        var last: Recorded?
        for await event in stream { last = event }
        #expect(last == .ended(.stopped))
        #expect(device.isClosed)
    }

    /// Waits until everything that a queue has to do now is done.
    private func turn(_ queue: DispatchQueue) async {
        await withCheckedContinuation { done in queue.async { done.resume() } }
    }

    @Test("two cameras: what one suffers does not reach the other")
    func two() async {
        let (good, bad) = (FakeDevice(mark: 1), FakeDevice(mark: 2))
        let (first, second) = (source(FakeOpener(.success(good))), source(FakeOpener(.success(bad))))
        good.say(.frame(sequence: 0))
        var lost = false
        let fine = first.recorded()
        bad.unplug()
        for await event in second.recorded() {
            if case .lost = event { lost = true }
            second.stop()
        }
        var frames = 0
        good.say(.frame(sequence: 1))
        for await event in fine where event.isFrame {
            frames += 1
            if frames == 2 { first.stop() }
        }
        #expect(lost)
        #expect(frames == 2)
    }

    @Test(
        "real paths that are no cameras are named as such, without being opened",
        arguments: [("/dev/null", SourceProblem.Code.notACamera), ("/etc", .notACamera), ("/nowhere/video0", .missing)])
    func noCamera(path: String, code: SourceProblem.Code) async {
        let source = V4L2Source(configuration: .init(device: path))
        for await event in source.recorded() {
            if case .lost(let problem) = event {
                #expect(problem.code == code)
                #expect(problem.place == path)
                source.stop()
            }
        }
    }

    /// Runs where a device, or a library that stands in for one, is named in `KARAULA_V4L2_DEVICE`.
    @Test(
        "a device really streams",
        .enabled(if: getenv("KARAULA_V4L2_DEVICE") != nil, "KARAULA_V4L2_DEVICE names no device"))
    func real() async {
        let device = getenv("KARAULA_V4L2_DEVICE").map { String(cString: $0) } ?? ""
        let source = V4L2Source(configuration: .init(device: device))
        var frames = 0
        for await event in source.recorded() {
            switch event {
            case .frame: frames += 1
            case .streaming(let format): print("streaming", format)
            case .lost(let problem): Issue.record("\(problem)")
            case .ended: break
            }
            if frames == 100 { source.stop() }
        }
        #expect(source.counters.delivered >= 100)
        print("counters", source.counters)
    }
}
