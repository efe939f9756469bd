import Capture
import Detection
import Foundation
import Imaging
import Journal
import Logging
import MerkleLog
import Station
import TestKit
import Testing
import Timekeeping

/// What a privacy mask covers exists in no stored byte.
///
/// The same scene is run twice through a whole pipeline, with different things going on under the mask: whatever is stored
/// must come out the same, byte for byte.
struct CameraPipelineMaskTests {
    private static let size = FrameSize(width: 320, height: 184)
    private static let corners = [
        NormalizedPoint(x: 0, y: 0.1), NormalizedPoint(x: 0.33, y: 0.1), NormalizedPoint(x: 0.33, y: 0.9),
        NormalizedPoint(x: 0, y: 0.9),
    ]
    private static let mask = Polygon(corners)

    /// Everything that a run left.
    private struct Outcome: Equatable {
        var media: [String: [UInt8]]
        var entries: [String]
        var unmaskable: UInt64
        var recordingLoss: UInt64
        var reason: String?
    }

    /// What the camera sees: a figure that walks outside of the mask, and a secret under it.
    private func luma(_ x: Int, _ y: Int, frame: Int, secret: UInt64) -> UInt8 {
        let isUnder = Double(x + 1) <= 0.33 * 320 && Double(y) >= 0.1 * 184 && Double(y + 1) <= 0.9 * 184
        if isUnder {
            var mixed = secret &+ UInt64(x / 9 + (y / 7) << 10 + (frame / 3) << 20)
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            return UInt8(truncatingIfNeeded: mixed >> 40)
        }
        if (30..<70).contains(frame), (70..<120).contains(y) {
            let left = 130 + (frame - 30) * 4
            if (left..<left + 20).contains(x) { return 210 }
        }
        return UInt8(90 + (x * 7 + y * 13) % 11)
    }

    private func raw(_ format: PixelFormat, frame: Int, secret: UInt64) -> (bytes: [UInt8], bytesPerRow: Int) {
        let (width, height) = (Self.size.width, Self.size.height)
        let bytesPerPixel = format == .grey ? 1 : 2
        var bytes = [UInt8](repeating: 128, count: width * height * bytesPerPixel)
        for y in 0..<height {
            for x in 0..<width {
                let luma = luma(x, y, frame: frame, secret: secret)
                let place = (y * width + x) * bytesPerPixel
                if format == .y16 {
                    let word = 20000 + Int(luma) * 12
                    bytes[place] = UInt8(word & 0xFF)
                    bytes[place + 1] = UInt8(word >> 8)
                } else {
                    bytes[place] = luma
                    // Colour tells of the secret as well.
                    if format == .yuyv { bytes[place + 1] = 112 + luma >> 3 }
                }
            }
        }
        return (bytes, width * bytesPerPixel)
    }

    private func run(
        _ format: PixelFormat, secret: UInt64, masks: [Polygon] = [Self.mask], damaging: ClosedRange<Int>? = nil
    ) async throws -> Outcome {
        let folder = try TemporaryDirectory()
        let clock = ManualSiteClock()
        var options = JournalOptions()
        options.announcesKey = false
        let journal = try Journal.open(directory: folder.path, site: "test", clock: clock, options: options)
        let source = ScriptedSource()
        let plan = CameraPlan(
            name: "gate", masks: masks, detection: DetectionSettings(minimumTargetHeight: 0.2), scale: .full,
            recording: CameraPlan.Recording(preroll: 2, postroll: 1, longest: 60, memory: 8 << 20, quality: 80),
            snapshotQuality: 80, blindAfter: 3, ownTimeBase: false)
        let pipeline = CameraPipeline(
            plan: plan, source: source, journal: journal, clock: clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        pipeline.start()
        source.say(.streaming(StreamFormat(pixelFormat: format, size: Self.size, framesPerSecond: 10)))
        let encoder = JPEGEncoder(quality: 85)
        for index in 0..<140 {
            clock.advance(bySeconds: 0.1)
            var (bytes, bytesPerRow) = raw(format == .mjpeg ? .yuyv : format, frame: index, secret: secret)
            if format == .mjpeg {
                bytes = try bytes.withUnsafeBytes { raw in
                    [UInt8](
                        try encoder.encode(
                            Frame(
                                bytes: raw, format: .yuyv, size: Self.size, bytesPerRow: bytesPerRow, sequence: 0,
                                timestamp: 0)))
                }
                if damaging?.contains(index) == true { bytes.removeLast(bytes.count / 3) }
                bytesPerRow = 0
            }
            bytes.withUnsafeBytes { raw in
                source.say(
                    .frame(
                        Frame(
                            bytes: raw, format: format, size: Self.size, bytesPerRow: bytesPerRow,
                            sequence: UInt64(index), timestamp: clock.now().nanoseconds)))
            }
            pipeline.analysisQueue.sync {}
            pipeline.drainQueue.sync {}
            if index % 5 == 0 { pipeline.captureQueue.sync { pipeline.tick() } }
        }
        let status = pipeline.status(at: clock.reading())
        await withCheckedContinuation { done in pipeline.stop { done.resume() } }
        await journal.settle()
        return Outcome(
            media: try media(in: folder.path),
            // In which order the files of an event are sealed is the disk's affair.
            entries: try journal.reader.entries(after: 0, limit: 1000).map {
                "\($0.kind.rawValue) \(String(decoding: $0.payload.canonicalBytes, as: UTF8.self))"
            }.sorted(),
            unmaskable: status.unmaskable, recordingLoss: status.recordingLoss,
            reason: status.watchState.reason?.code)
    }

    /// Every picture below a folder.
    private func media(in folder: String) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder)
        where path.hasSuffix(".mjpeg") || path.hasSuffix(".jpg") {
            found[path] = [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)")))
        }
        return found
    }

    private func frames(of media: [String: [UInt8]]) -> [[UInt8]] {
        media.filter { $0.key.hasSuffix(".mjpeg") }.flatMap { _, bytes in
            var splitter = JPEGStreamSplitter()
            bytes.withUnsafeBytes { splitter.append($0) }
            var frames: [[UInt8]] = []
            while let frame = splitter.next() { frames.append([UInt8](frame)) }
            return frames
        }
    }

    @Test(arguments: [PixelFormat.mjpeg, .yuyv, .grey, .y16])
    func nothingThatIsStoredDependsOnWhatIsCovered(format: PixelFormat) async throws {
        let one = try await run(format, secret: 1)
        let other = try await run(format, secret: 2)
        #expect(one == other)
        #expect(one.unmaskable == 0)
        #expect(one.media.keys.contains { $0.hasSuffix(".mjpeg") } && one.media.keys.contains { $0.hasSuffix(".jpg") })
        #expect(one.entries.filter { $0.hasPrefix("event.opened") }.count == 1)

        // Whole blocks under the mask are constant in every frame of the recording, those of the pre-roll included.
        let frames = frames(of: one.media)
        #expect(frames.count > 30)
        for frame in frames {
            let luma = try #require(try JPEGCoefficients(of: frame).components.first)
            let first = [Int16](luma.block(0, 3))
            #expect(first.dropFirst().allSatisfy { $0 == 0 })
            // A 16-bit frame is stretched to 8 bits, and its constant with it.
            if format != .y16 { #expect(first[0] == 0) }
            for row in 3..<20 {
                for column in 0..<13 { #expect([Int16](luma.block(column, row)) == first) }
            }
        }
        // Without the mask the secret does show, so that the comparison can fail.
        let open = try await run(format, secret: 1, masks: [])
        let openToo = try await run(format, secret: 2, masks: [])
        #expect(open.media != openToo.media)
    }

    @Test func coefficientsOutsideTheMaskAreThoseOfTheCamera() async throws {
        let masked = frames(of: try await run(.mjpeg, secret: 1).media)
        let open = try frames(of: try await run(.mjpeg, secret: 1, masks: []).media).map {
            try JPEGCoefficients(of: $0)
        }
        #expect(!masked.isEmpty && !open.isEmpty)
        for frame in masked {
            let after = try JPEGCoefficients(of: frame)
            let isThere = open.contains { before in
                zip(before.components, after.components).allSatisfy { one, two in
                    let firstOpen = one.across == 2 ? 14 : 7
                    return (0..<one.rows).allSatisfy { row in
                        (firstOpen..<one.columns).allSatisfy { one.block($0, row) == two.block($0, row) }
                    }
                }
            }
            #expect(isThere)
        }
    }

    @Test func aFrameThatCannotBeMaskedGoesNowhereIsCountedAndLeavesTheCameraBlind() async throws {
        let some = try await run(.mjpeg, secret: 1, damaging: 35...44)
        #expect(some.unmaskable == 10)
        #expect(some.recordingLoss == 0)
        for frame in frames(of: some.media) {
            let read = try JPEGCoefficients(of: frame)
            #expect(read.warnings == 0 && read.components.first?.isBlank(5, 10) == true)
        }
        let none = try await run(.mjpeg, secret: 1, damaging: 0...139)
        #expect(none.unmaskable == 140)
        #expect(none.media.isEmpty)
        #expect(none.reason == "unmaskable")
    }
}
