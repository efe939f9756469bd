import Imaging
import TestKit
import Testing

/// Damaged images under masks: refused with an error, or masked where nothing tells that they are damaged. Never a crash.
@Suite struct JPEGMaskerDamageTests {
    private static let mask = rectangle(0.25, 0.25, 0.75, 0.75)
    private static let size = FrameSize(width: 96, height: 64)

    private func original(_ kind: Int) throws -> [UInt8] {
        var composer = JPEGComposer(size: Self.size, factors: JPEGMaskerTests.samplings[kind % 5])
        composer.restartInterval = kind % 3
        composer.seed = UInt64(kind)
        return kind == 5 ? SampleJPEGs.progressive : kind == 6 ? SampleJPEGs.arithmetic : try composer.jpeg()
    }

    private func result(_ jpeg: [UInt8], _ masker: FrameMasker) throws -> [UInt8]? {
        do {
            return try masked(jpeg, by: masker)
        } catch let error as ImagingError {
            #expect(!error.cause.isEmpty && !error.mend.isEmpty)
            return nil
        }
    }

    /// The pixels that an image claims to have; 0 if its header is damaged.
    private func area(_ jpeg: [UInt8]) -> Int {
        jpeg.withUnsafeBytes { bytes in
            do { return try JPEGDecoder().header(of: bytes).size.area } catch { return 0 }
        }
    }

    @Test(arguments: 0..<7)
    func whatComesOutIsAlwaysWholeAndBlankUnderTheMask(kind: Int) throws {
        let original = try original(kind)
        var dice = Dice(seed: UInt64(kind) + 100)
        let masker = FrameMasker(masks: [Self.mask])
        var (refused, passed) = (0, 0)
        for _ in 0..<3000 {
            var bytes = original
            switch Int.random(in: 0..<5, using: &dice) {
            case 0: bytes.removeLast(Int.random(in: 1..<bytes.count, using: &dice))
            case 1:
                let start = Int.random(in: 2..<bytes.count, using: &dice)
                bytes.removeSubrange(start..<min(bytes.count, start + Int.random(in: 1..<40, using: &dice)))
            case 2:
                let start = Int.random(in: 2..<bytes.count, using: &dice)
                bytes.insert(contentsOf: (0..<8).map { _ in UInt8.random(in: 0...255, using: &dice) }, at: start)
            default: break
            }
            for _ in 0..<Int.random(in: 0..<5, using: &dice) where bytes.count > 2 {
                bytes[Int.random(in: 2..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
            }
            // A damaged size may be large; that takes its time and shows nothing new.
            guard area(bytes) < 1 << 16 else { continue }
            guard let result = try result(bytes, masker) else {
                refused += 1
                continue
            }
            passed += 1
            let read = try JPEGCoefficients(of: result)
            #expect(read.warnings == 0)
            let compared = BlockComparison(original: read, masked: read, mask: Self.mask)
            #expect(compared.wronglyOpen == 0)
        }
        #expect(refused > 500)
        #expect(passed > 0)
        // The masker is as good as before.
        #expect(try result(original, masker) == (try masked(original, by: FrameMasker(masks: [Self.mask]))))
    }

    @Test(arguments: 0..<5)
    func everyTruncationOfTheScanIsRefused(kind: Int) throws {
        let original = try original(kind)
        let masker = FrameMasker(masks: [Self.mask])
        // Without its end marker the image is still whole, and the last byte may hold no bit of it.
        for length in 0..<original.count - 3 {
            #expect(try result([UInt8](original.prefix(length)), masker) == nil, "\(length) of \(original.count) bytes")
        }
    }

    @Test func aLostPacketIsRefusedAlthoughTheRestWouldDecode() throws {
        let original = try original(3)
        let masker = FrameMasker(masks: [Self.mask])
        var dice = Dice(seed: 5)
        for _ in 0..<300 {
            var bytes = original
            let start = Int.random(in: original.count / 3..<original.count / 2, using: &dice)
            bytes.removeSubrange(start..<start + 64)
            #expect(try result(bytes, masker) == nil)
        }
    }

    @Test func aHeaderThatContradictsTheCameraIsRefused() throws {
        let code = try errorCode {
            _ = try masked(
                try original(3), by: FrameMasker(masks: [Self.mask]), size: FrameSize(width: 96, height: 72))
        }
        #expect(code == .sizeDiffers)
    }

    @Test func whatIsNoJPEGIsRefused() throws {
        let masker = FrameMasker(masks: [Self.mask])
        #expect(try errorCode { _ = try masked([], by: masker) } == .notJPEG)
        #expect(try errorCode { _ = try masked([UInt8](repeating: 7, count: 500), by: masker) } == .notJPEG)
        // 12 bits a sample.
        var deep = try original(0)
        let frame = try #require(deep.firstRange(of: [0xFF, 0xC0]))
        deep[frame.lowerBound + 4] = 12
        #expect(try errorCode { _ = try masked(deep, by: masker) } == .unsupported)
        // Height left to a later segment.
        var late = try original(0)
        late[frame.lowerBound + 5] = 0
        late[frame.lowerBound + 6] = 0
        #expect(try errorCode { _ = try masked(late, by: masker) } == .unsupported)
    }
}
