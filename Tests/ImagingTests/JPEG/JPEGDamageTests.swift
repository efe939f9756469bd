import Imaging
import Testing

/// Thousands of damaged images, the same in every run: each is a picture, a counted warning or an error, never a crash.
@Suite struct JPEGDamageTests {
    @Test(arguments: 0..<6)
    func damagedImagesNeverCrash(seed: Int) throws {
        let scene = TestScene(size: FrameSize(width: 75, height: 53))
        let originals = [
            try scene.jpeg(.yuyv), try scene.jpeg(.nv12), try scene.jpeg(.grey), SampleJPEGs.progressive,
            SampleJPEGs.arithmetic, SampleJPEGs.rgb,
        ]
        let original = originals[seed]
        var dice = Dice(seed: UInt64(seed))
        let decoder = JPEGDecoder()
        var outcomes: [String: Int] = [:]
        for _ in 0..<1500 {
            let damaged = damage(original, &dice)
            let scale = LumaScale.allCases[Int.random(in: 0..<4, using: &dice)]
            outcomes[try outcome(damaged, scale: scale, decoder), default: 0] += 1
        }
        #expect(outcomes["patched", default: 0] > 0)
        #expect(outcomes["error", default: 0] > 0)
        // The decoder is as good as before.
        #expect(try decodedLuma(original, by: decoder).warnings == 0)
    }

    @Test func everyTruncationIsAPictureOrAnError() throws {
        let jpeg = try TestScene(size: FrameSize(width: 40, height: 24)).jpeg(.yu12)
        let decoder = JPEGDecoder()
        for length in 0..<jpeg.count {
            #expect(try outcome([UInt8](jpeg.prefix(length)), scale: .full, decoder) != "clean")
        }
    }

    private func damage(_ original: [UInt8], _ dice: inout Dice) -> [UInt8] {
        var bytes = original
        switch Int.random(in: 0..<4, using: &dice) {
        case 0:
            bytes.removeLast(Int.random(in: 1..<bytes.count, using: &dice))
        case 1:
            let start = Int.random(in: 2..<bytes.count, using: &dice)
            bytes.removeSubrange(start..<min(bytes.count, start + Int.random(in: 1..<40, using: &dice)))
        case 2:
            let start = Int.random(in: 2..<bytes.count, using: &dice)
            bytes.insert(contentsOf: (0..<8).map { _ in UInt8.random(in: 0...255, using: &dice) }, at: start)
        default:
            break
        }
        for _ in 0..<Int.random(in: 0..<12, using: &dice) where bytes.count > 2 {
            bytes[Int.random(in: 2..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
        }
        return bytes
    }

    private func outcome(_ jpeg: [UInt8], scale: LumaScale, _ decoder: JPEGDecoder) throws -> String {
        try jpeg.withUnsafeBytes { bytes in
            do {
                let size = try decoder.header(of: bytes).size
                // A damaged size may be large; that is tested elsewhere and takes its time.
                guard size.area < 1 << 18 else { return "large" }
                let warnings = try decoder.decodeLuma(bytes, scale: scale, into: GrayPlane(size: scale.size(of: size)))
                let image = ColorImage(size: size)
                _ = try decoder.decodeColor(bytes, into: image)
                return warnings.count > 0 ? "patched" : "clean"
            } catch let error as ImagingError {
                #expect(!error.cause.isEmpty)
                return "error"
            }
        }
    }
}
