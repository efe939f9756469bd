import Imaging
import Testing

@Suite struct FrameMaskerTests {
    @Test func withoutMasksEveryFramePassesUntouchedEvenADamagedOne() throws {
        let masker = FrameMasker(masks: [])
        try RawImage(jpeg: [1, 2, 3], size: FrameSize(width: 4, height: 4)).withFrame { frame in
            let masked = try masker.mask(frame).frame
            #expect(masked.bytes.baseAddress == frame.bytes.baseAddress && masked.bytes.count == 3)
        }
        #expect(masker.systemAllocations == 0)
    }

    @Test func onlyTheBytesChange() throws {
        let masker = FrameMasker(masks: [rectangle(0, 0, 1, 1)])
        let raw = TestScene(size: FrameSize(width: 32, height: 16)).raw(.yuyv, padding: 8)
        try raw.withFrame { frame in
            let masked = try masker.mask(frame).frame
            #expect(masked.size == frame.size && masked.format == frame.format)
            #expect(masked.bytesPerRow == frame.bytesPerRow && masked.timestamp == frame.timestamp)
            #expect([UInt8](frame.bytes) == raw.bytes)
        }
    }

    @Test func masksThatOverlapCoverWhatOneOfThemCovers() throws {
        let masker = FrameMasker(masks: [rectangle(0, 0, 0.6, 0.6), rectangle(0.4, 0.4, 1, 1)])
        let raw = TestScene(size: FrameSize(width: 20, height: 20)).raw(.grey)
        let bytes = try raw.withFrame { [UInt8](try masker.mask($0).frame.bytes) }
        for y in 0..<20 {
            for x in 0..<20 {
                let isCovered = (x < 12 && y < 12) || (x >= 8 && y >= 8)
                #expect(bytes[y * 20 + x] == (isCovered ? 128 : raw.bytes[y * 20 + x]))
            }
        }
    }
}
