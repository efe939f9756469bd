import Imaging
import Testing

@Suite struct LumaExtractorTests {
    @Test(arguments: eightBitFormats, awkwardSizes)
    func lumaIsTheMeanOfBoxesAtEveryScale(format: PixelFormat, size: FrameSize) throws {
        let scene = TestScene(size: size)
        var extractor = LumaExtractor()
        for scale in LumaScale.allCases {
            let plane = GrayPlane(size: scale.size(of: size))
            try scene.raw(format, padding: 5).withFrame { frame in
                try extractor.extract(frame, scale: scale, into: plane)
            }
            #expect(pixels(plane) == means(size, scale) { UInt64(scene.luma($0, $1)) }.map { UInt8($0) })
        }
    }

    @Test(arguments: awkwardSizes)
    func thermalLumaKeepsSixteenBits(size: FrameSize) throws {
        var raw = RawImage(format: .y16, size: size)
        raw.bytesPerRow = 2 * size.width + 3
        raw.bytes = (0..<raw.bytesPerRow * size.height).map { _ in 0xFF }
        let scene = TestScene(size: size)
        var (one, two) = (LumaExtractor(), LumaExtractor())
        for scale in LumaScale.allCases {
            let plane = GrayPlane(size: scale.size(of: size), depth: .sixteen)
            // The brightest possible frame must not overflow the sums.
            try raw.withFrame { frame in try one.extract(frame, scale: scale, into: plane) }
            #expect(words(plane).allSatisfy { $0 == 65535 })
            try scene.raw(.y16).withFrame { frame in try two.extract(frame, scale: scale, into: plane) }
            #expect(words(plane) == means(size, scale) { UInt64(scene.word($0, $1)) }.map { UInt16($0) })
        }
    }

    @Test func brightestFramesDoNotOverflow() throws {
        let size = FrameSize(width: 70, height: 37)
        var raw = TestScene(size: size).raw(.uyvy)
        raw.bytes = .init(repeating: 255, count: raw.bytes.count)
        var extractor = LumaExtractor()
        for scale in LumaScale.allCases {
            let plane = GrayPlane(size: scale.size(of: size))
            try raw.withFrame { frame in try extractor.extract(frame, scale: scale, into: plane) }
            #expect(pixels(plane).allSatisfy { $0 == 255 })
        }
    }

    @Test(arguments: PixelFormat.allCases.filter { $0 != .mjpeg }, [FrameSize(width: 20, height: 11)])
    func framesThatLieAreRefusedAtTheirExactLimit(format: PixelFormat, size: FrameSize) throws {
        let depth: GrayPlane.Depth = format == .y16 ? .sixteen : .eight
        let plane = GrayPlane(size: size, depth: depth)
        var extractor = LumaExtractor()
        var raw = TestScene(size: size).raw(format)
        #expect(try code(raw, &extractor, plane) == nil)
        raw.bytes.removeLast()
        #expect(try code(raw, &extractor, plane) == .frameTooShort)
        raw.bytes = []
        #expect(try code(raw, &extractor, plane) == .frameTooShort)

        raw = TestScene(size: size).raw(format)
        for stride in [0, -1, 19, Int.min, Int.max, 1 << 40] {
            raw.bytesPerRow = stride
            #expect(try code(raw, &extractor, plane) == .frameTooShort)
        }
    }

    @Test func impossibleSizesAreRefused() throws {
        let plane = GrayPlane(size: FrameSize(width: 8, height: 8))
        var extractor = LumaExtractor()
        for (width, height) in [
            (0, 8), (8, 0), (-8, 8), (8, -8), (Int.max, 2), (2, Int.max), (Int.min, Int.min), (16384, 16384),
            (20000, 1),
        ] {
            var raw = TestScene(size: plane.size).raw(.grey)
            raw.size = FrameSize(width: width, height: height)
            #expect(try code(raw, &extractor, plane) == .unusableSize)
        }
    }

    @Test func planesThatDoNotFitAreRefused() throws {
        let size = FrameSize(width: 20, height: 10)
        var extractor = LumaExtractor()
        let gray = TestScene(size: size).raw(.grey)
        let thermal = TestScene(size: size).raw(.y16)
        #expect(try code(gray, &extractor, GrayPlane(size: FrameSize(width: 20, height: 9))) == .sizeDiffers)
        #expect(try code(gray, &extractor, GrayPlane(size: size, depth: .sixteen)) == .sizeDiffers)
        #expect(try code(thermal, &extractor, GrayPlane(size: size)) == .sizeDiffers)
        #expect(try code(thermal, &extractor, GrayPlane(size: size, depth: .sixteen)) == nil)
    }

    @Test func jpegFramesAreForTheDecoder() throws {
        let scene = TestScene(size: FrameSize(width: 16, height: 16))
        var extractor = LumaExtractor()
        let jpeg = RawImage(jpeg: try scene.jpeg(), size: scene.size)
        #expect(try code(jpeg, &extractor, GrayPlane(size: scene.size)) == .unsupported)
    }

    private func code(
        _ raw: RawImage, _ extractor: inout LumaExtractor, _ plane: GrayPlane
    ) throws -> ImagingError.Code? {
        try raw.withFrame { frame in
            try errorCode { try extractor.extract(frame, scale: .full, into: plane) }
        }
    }

    /// The rounded means of boxes, worked out the slow way.
    private func means(_ size: FrameSize, _ scale: LumaScale, _ luma: (Int, Int) -> UInt64) -> [UInt64] {
        let small = scale.size(of: size)
        let side = scale.rawValue
        return (0..<small.height).flatMap { y in
            (0..<small.width).map { x in
                var (sum, count): (UInt64, UInt64) = (0, 0)
                for line in y * side..<min(size.height, (y + 1) * side) {
                    for column in x * side..<min(size.width, (x + 1) * side) {
                        sum += luma(column, line)
                        count += 1
                    }
                }
                return (sum + count / 2) / count
            }
        }
    }
}
