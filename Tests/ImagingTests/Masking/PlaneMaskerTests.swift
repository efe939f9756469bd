import Imaging
import Testing

@Suite struct PlaneMaskerTests {
    private static let mask = rectangle(0.25, 0.25, 0.76, 0.75)

    private func masked(_ raw: RawImage, _ masker: FrameMasker) throws -> RawImage {
        var result = raw
        result.bytes = try raw.withFrame { [UInt8](try masker.mask($0).frame.bytes) }
        return result
    }

    /// The picture that a frame shows: luma, then both differences of colour, for each pixel.
    private func picture(_ raw: RawImage) throws -> [[UInt8]] {
        let image = try raw.withFrame { try ColorImage(raw: $0) }
        return (0..<raw.size.area).map { pixel in
            let row = image.row(pixel / raw.size.width)
            return (0..<3).map { row[3 * (pixel % raw.size.width) + $0] }
        }
    }

    @Test(arguments: eightBitFormats, awkwardSizes)
    func whatThePolygonTouchesIsGrayAndTheRestTheSame(format: PixelFormat, size: FrameSize) throws {
        let raw = TestScene(size: size).raw(format, padding: 4)
        let (before, after) = (try picture(raw), try picture(try masked(raw, FrameMasker(masks: [Self.mask]))))
        let (width, height) = (Double(size.width), Double(size.height))
        for y in 0..<size.height {
            for x in 0..<size.width {
                let pixel = y * size.width + x
                let isUnder =
                    Double(x) < 0.76 * width && Double(x + 1) > 0.25 * width
                    && Double(y) < 0.75 * height && Double(y + 1) > 0.25 * height
                if isUnder {
                    #expect(after[pixel] == [128, 128, 128])
                } else {
                    // A pixel that shares its chroma with a covered one loses that, and in packed formats its luma.
                    let isNear =
                        Double(x) < 0.76 * width + 1 && Double(x + 1) > 0.25 * width - 1
                        && Double(y) < 0.75 * height + 1 && Double(y + 1) > 0.25 * height - 1
                    #expect(after[pixel] == before[pixel] || (isNear && after[pixel].dropFirst() == [128, 128]))
                }
            }
        }
    }

    @Test(arguments: PixelFormat.allCases.filter { $0 != .mjpeg })
    func noByteDependsOnWhatIsCovered(format: PixelFormat) throws {
        let size = FrameSize(width: 48, height: 32)
        let one = TestScene(size: size).raw(format, padding: 6)
        var other = one
        let masker = FrameMasker(masks: [Self.mask])
        let blank = try masked(one, masker)
        // Whatever the masker changed is drawn anew, and so is what stands between the rows and behind the image.
        for place in other.bytes.indices where place >= blank.bytes.count || blank.bytes[place] != other.bytes[place] {
            other.bytes[place] = UInt8(truncatingIfNeeded: place &* 37 &+ 11)
        }
        #expect(try masked(other, masker).bytes == blank.bytes)
    }

    @Test func sixteenBitsTakeTheMeanOfWhatIsNotCovered() throws {
        let size = FrameSize(width: 40, height: 20)
        let raw = TestScene(size: size).raw(.y16)
        let after = try masked(raw, FrameMasker(masks: [rectangle(0, 0, 0.5, 1)]))
        func word(_ image: RawImage, _ x: Int, _ y: Int) -> Int {
            Int(image.bytes[y * image.bytesPerRow + 2 * x]) | Int(image.bytes[y * image.bytesPerRow + 2 * x + 1]) << 8
        }
        var sum = 0
        for y in 0..<20 {
            for x in 20..<40 {
                sum += word(raw, x, y)
                #expect(word(after, x, y) == word(raw, x, y))
            }
        }
        for y in 0..<20 { for x in 0..<20 { #expect(word(after, x, y) == sum / 400) } }
        let all = try masked(raw, FrameMasker(masks: [rectangle(0, 0, 1, 1)]))
        #expect(word(all, 3, 3) == 0x8000)
    }

    @Test func aChangeOfSizeOrFormatMovesTheCoveredArea() throws {
        let masker = FrameMasker(masks: [Self.mask])
        for (format, width, height) in [
            (PixelFormat.yuyv, 64, 48), (.grey, 64, 48), (.nv12, 64, 48), (.nv12, 33, 31), (.yuyv, 64, 48),
        ] {
            let raw = TestScene(size: FrameSize(width: width, height: height)).raw(format)
            #expect(
                try masked(raw, masker).bytes == (try masked(raw, FrameMasker(masks: [Self.mask])).bytes))
        }
    }

    @Test func aFrameThatIsTooShortIsRefused() throws {
        var raw = TestScene(size: FrameSize(width: 64, height: 48)).raw(.nv12)
        raw.bytes.removeLast()
        #expect(try errorCode { _ = try masked(raw, FrameMasker(masks: [Self.mask])) } == .frameTooShort)
    }
}
