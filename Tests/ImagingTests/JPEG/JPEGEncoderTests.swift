import Imaging
import Testing

@Suite struct JPEGEncoderTests {
    @Test(arguments: eightBitFormats, awkwardSizes)
    func lumaSurvivesInEveryFormatAndSize(format: PixelFormat, size: FrameSize) throws {
        let scene = TestScene(size: size)
        let luma = try decodedLuma(try scene.jpeg(format, quality: 95))
        #expect(luma.size == size)
        #expect(luma.warnings == 0)
        let expected = (0..<size.height).flatMap { y in (0..<size.width).map { x in scene.luma(x, y) } }
        let (mean, largest) = difference(luma.pixels, expected)
        #expect(mean < 1.5)
        #expect(largest <= 8)
    }

    @Test(arguments: [PixelFormat.yuyv, .uyvy, .nv12, .yu12])
    func chromaSurvivesInEveryColourFormat(format: PixelFormat) throws {
        let scene = TestScene(size: FrameSize(width: 95, height: 61))
        let image = ColorImage(size: scene.size, space: .yCbCr)
        let jpeg = try encoded(scene.raw(format, padding: 6), quality: 98)
        _ = try jpeg.withUnsafeBytes { bytes in try JPEGDecoder().decodeColor(bytes, into: image) }
        for y in 0..<scene.size.height {
            for x in 0..<scene.size.width {
                #expect(abs(Int(image.row(y)[3 * x + 1]) - Int(scene.blue(x, y))) <= 6)
                #expect(abs(Int(image.row(y)[3 * x + 2]) - Int(scene.red(x, y))) <= 6)
            }
        }
    }

    @Test func formatsWithTheSameLumaGiveTheSameJPEGLuma() throws {
        let scene = TestScene(size: FrameSize(width: 127, height: 63))
        let lumas = try eightBitFormats.map { try decodedLuma(try scene.jpeg($0)).pixels }
        #expect(Set(lumas).count == 1)
    }

    @Test func rowsMayBePadded() throws {
        let scene = TestScene(size: FrameSize(width: 35, height: 21))
        for format in eightBitFormats + [.y16] {
            let plain = try scene.jpeg(format)
            let padded = try encoded(scene.raw(format, padding: 10))
            #expect(plain == padded, "\(format)")
        }
    }

    @Test func thermalFramesFillTheRangeOfGray() throws {
        let scene = TestScene(size: FrameSize(width: 160, height: 120))
        let luma = try decodedLuma(try scene.jpeg(.y16, quality: 95)).pixels
        let (dark, bright) = (try #require(luma.min()), try #require(luma.max()))
        #expect(dark <= 4)
        #expect(bright >= 251)
        // Brighter stays brighter.
        let words = (0..<120).flatMap { y in (0..<160).map { x in scene.word(x, y) } }
        let order = words.indices.sorted { words[$0] < words[$1] }
        #expect(luma[order[words.count / 4]] < luma[order[words.count * 3 / 4]])
    }

    @Test func thermalFramesOfOneLevelAreMidGray() throws {
        for level: UInt8 in [0, 90, 255] {
            var raw = TestScene(size: FrameSize(width: 20, height: 10)).raw(.y16)
            raw.bytes = .init(repeating: level, count: raw.bytes.count)
            #expect(try decodedLuma(encoded(raw)).pixels.allSatisfy { $0 == 128 })
        }
    }

    @Test func picturesSurviveInBothSpaces() throws {
        let size = FrameSize(width: 50, height: 30)
        for space in ColorImage.Space.allCases {
            let image = ColorImage(size: size, space: space)
            for y in 0..<size.height {
                let row = image.row(y)
                for x in 0..<size.width {
                    (row[3 * x], row[3 * x + 1], row[3 * x + 2]) = (UInt8(60 + x), UInt8(100 + y), 120)
                }
            }
            let encoder = JPEGEncoder(quality: 97)
            let output = try encoder.encode(image)
            let jpeg = withExtendedLifetime(encoder) { [UInt8](output) }
            let back = ColorImage(size: size, space: space)
            _ = try jpeg.withUnsafeBytes { bytes in try JPEGDecoder().decodeColor(bytes, into: back) }
            for y in 0..<size.height {
                #expect(difference([UInt8](image.row(y)), [UInt8](back.row(y))).largest <= 8)
            }
        }
    }

    @Test func grayPlanesAreEncodedIfTheyAreEightBitsDeep() throws {
        let size = FrameSize(width: 19, height: 23)
        let plane = GrayPlane(size: size)
        for y in 0..<size.height { plane.row8(y).update(repeating: UInt8(4 * y)) }
        let encoder = JPEGEncoder(quality: 95)
        let output = try encoder.encode(plane)
        let luma = try decodedLuma(withExtendedLifetime(encoder) { [UInt8](output) })
        #expect(difference(luma.pixels, pixels(plane)).largest <= 3)
        let deep = GrayPlane(size: size, depth: .sixteen)
        #expect(try errorCode { _ = try encoder.encode(deep) } == .unsupported)
    }

    @Test func qualityIsBroughtIntoRangeAndMatters() throws {
        #expect(JPEGEncoder(quality: -3).quality == 1)
        #expect(JPEGEncoder(quality: 1000).quality == 100)
        let scene = TestScene(size: FrameSize(width: 128, height: 96))
        #expect(try scene.jpeg(quality: 30).count < scene.jpeg(quality: 95).count)
    }

    @Test func oneEncoderTakesFormatsAndSizesInTurn() throws {
        let encoder = JPEGEncoder(quality: 92)
        for size in awkwardSizes {
            for format in eightBitFormats + [.y16] {
                let scene = TestScene(size: size)
                let jpeg = try encoded(scene.raw(format), by: encoder)
                #expect(jpeg == (try scene.jpeg(format)), "\(format) \(size)")
            }
        }
    }

    @Test func steadyStateAsksTheSystemForNoMemory() throws {
        for format in eightBitFormats + [.y16] {
            let encoder = JPEGEncoder(quality: 80)
            let raw = TestScene(size: FrameSize(width: 320, height: 240)).raw(format)
            for _ in 0..<3 { _ = try raw.withFrame { frame in try encoder.encode(frame).count } }
            let before = encoder.systemAllocations
            for _ in 0..<20 { _ = try raw.withFrame { frame in try encoder.encode(frame).count } }
            #expect(before > 0)
            #expect(encoder.systemAllocations == before, "\(format)")
        }
    }

    @Test func jpegFramesAndFramesThatLieAreRefused() throws {
        let scene = TestScene(size: FrameSize(width: 16, height: 16))
        let encoder = JPEGEncoder(quality: 90)
        let jpeg = RawImage(jpeg: try scene.jpeg(), size: scene.size)
        #expect(try jpeg.withFrame { frame in try errorCode { _ = try encoder.encode(frame) } } == .unsupported)
        for format in eightBitFormats + [.y16] {
            var raw = scene.raw(format)
            raw.bytes.removeLast()
            #expect(
                try raw.withFrame { frame in try errorCode { _ = try encoder.encode(frame) } } == .frameTooShort)
        }
    }
}
