import Capture
import Dispatch
import Foundation
import Imaging
import TestKit
import Testing

@Suite(.timeLimit(.minutes(10))) struct FootageSourceTests {
    let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
    }

    private func clip(_ images: [[UInt8]], name: String = "clip.mjpg") throws -> FootageLocation {
        try Data(images.flatMap { $0 }).write(to: URL(fileURLWithPath: folder.file(name)))
        return .file(folder.file(name))
    }

    @Test("every frame comes once, stamped n / fps, and then the end; at both paces", arguments: FootagePace.allCases)
    func plays(pace: FootagePace) async throws {
        let images = try (0..<20).map { try JPEGs.image(level: UInt8($0 * 10)) }
        let source = FootageSource(
            configuration: .init(location: try clip(images), framesPerSecond: 240, pace: pace))
        var told: [Recorded] = []
        for await event in source.recorded(keepingBytes: .max) { told.append(event) }
        let format = StreamFormat(
            pixelFormat: .mjpeg, size: .init(width: 16, height: 16), framesPerSecond: 240)
        let frames = images.enumerated().map { index, bytes in
            Recorded.frame(
                sequence: UInt64(index), timestamp: Int64(index) * 1_000_000_000 / 240, bytes: bytes)
        }
        #expect(told == [.streaming(format)] + frames + [.ended(.finished)])
        #expect(source.counters.delivered == 20)
    }

    @Test("a new size in the middle is told before its first frame")
    func sizes() async throws {
        let images = [try JPEGs.image(level: 1), try JPEGs.image(level: 1, width: 32)]
        let source = FootageSource(
            configuration: .init(location: try clip(images), framesPerSecond: 10, pace: .asFastAsPossible))
        var widths: [Int] = []
        for await event in source.recorded() {
            if case .streaming(let format) = event { widths.append(format.size.width) }
        }
        #expect(widths == [16, 32])
    }

    @Test("footage that repeats goes on with growing numbers and times until stopped")
    func repeats() async throws {
        let images = try [1, 2, 3].map { try JPEGs.image(level: $0) }
        let source = FootageSource(
            configuration: .init(
                location: try clip(images), framesPerSecond: 10, pace: .asFastAsPossible, repeats: true))
        var numbers: [UInt64] = []
        var times: [Int64] = []
        var last: Recorded?
        for await event in source.recorded() {
            last = event
            guard case .frame(let sequence, let time, _) = event, numbers.count < 10 else { continue }
            numbers.append(sequence)
            times.append(time)
            if numbers.count == 10 { source.stop() }
        }
        #expect(numbers == Array(0..<10))
        #expect(times == (0..<10).map { $0 * 100_000_000 })
        #expect(last == .ended(.stopped))
    }

    @Test("footage that cannot be played ends the source with the problem, even if it should repeat")
    func unusable() async throws {
        let location = try clip([])
        let source = FootageSource(
            configuration: .init(location: location, framesPerSecond: 10, repeats: true))
        var told: [Recorded] = []
        for await event in source.recorded() { told.append(event) }
        guard case .ended(.failed(let problem)) = told.first, told.count == 1 else {
            Issue.record("not what was expected: \(told)")
            return
        }
        #expect(problem.code == .unusableFootage)
    }

    @Test("two sources play the same file independently")
    func two() async throws {
        let location = try clip(try (0..<5).map { try JPEGs.image(level: UInt8($0)) })
        let sources = (0..<2).map { _ in
            FootageSource(
                configuration: .init(location: location, framesPerSecond: 10, pace: .asFastAsPossible))
        }
        let streams = sources.map { $0.recorded() }
        for stream in streams {
            var frames = 0
            for await event in stream where event.isFrame { frames += 1 }
            #expect(frames == 5)
        }
    }
}
