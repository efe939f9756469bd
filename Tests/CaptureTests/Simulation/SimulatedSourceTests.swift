import Capture
import Imaging
import Testing

@Suite(.timeLimit(.minutes(10))) struct SimulatedSourceTests {
    private func source(pace: FootagePace) -> SimulatedSource {
        SimulatedSource(
            configuration: .init(seed: 3, size: .init(width: 64, height: 36), framesPerSecond: 100), pace: pace)
    }

    @Test("as fast as possible: each frame as the scene renders it, stamped index / fps after the start")
    func frames() async {
        let source = source(pace: .asFastAsPossible)
        var (bytes, times, numbers) = ([[UInt8]](), [Int64](), [UInt64]())
        var told: [Recorded] = []
        for await event in source.recorded(keepingBytes: 64) {
            if case .frame(let sequence, let time, let pixels) = event, numbers.count < 5 {
                numbers.append(sequence)
                times.append(time)
                bytes.append(pixels)
            } else {
                told.append(event)
            }
            if numbers.count == 5 { source.stop() }
        }
        #expect(numbers == [0, 1, 2, 3, 4])
        #expect(times.map { $0 - times[0] } == [0, 1, 2, 3, 4].map { $0 * 10_000_000 })
        var scene = source.scene
        let plane = GrayPlane(size: .init(width: 64, height: 36))
        for (index, pixels) in bytes.enumerated() {
            scene.render(frame: index, into: plane)
            #expect(pixels == Array(plane.row8(0)))
        }
        #expect(told.first == .streaming(.init(pixelFormat: .grey, size: plane.size, framesPerSecond: 100)))
        #expect(told.last == .ended(.stopped))
    }

    @Test("in real time: what is skipped is counted, and what is counted is in the numbers")
    func realTime() async {
        let source = source(pace: .realTime)
        var numbers: [UInt64] = []
        for await event in source.recorded() {
            if case .frame(let sequence, _, _) = event { numbers.append(sequence) }
            if numbers.count == 10 { source.stop() }
        }
        let counters = source.counters
        #expect(counters.delivered >= 10)
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 < $1 })
        #expect((numbers.last ?? 0) + 1 == counters.delivered + counters.lostInDriver)
    }

    @Test("two sources of one configuration show the same")
    func two() async {
        var firsts: [Recorded] = []
        for source in [source(pace: .asFastAsPossible), source(pace: .asFastAsPossible)] {
            for await event in source.recorded(keepingBytes: .max) {
                if case .frame(0, _, let bytes) = event {
                    firsts.append(.frame(sequence: 0, timestamp: 0, bytes: bytes))
                    source.stop()
                }
            }
        }
        #expect(firsts.count == 2)
        #expect(firsts[0] == firsts[1])
    }
}
