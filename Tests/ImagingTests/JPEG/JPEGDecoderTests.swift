import Imaging
import Testing

@Suite struct JPEGDecoderTests {
    private let scene = TestScene(size: FrameSize(width: 131, height: 77))

    @Test func headerTellsSizeAndComponents() throws {
        let decoder = JPEGDecoder()
        for (jpeg, components, progressive) in [
            (try scene.jpeg(.yuyv), 3, false), (try scene.jpeg(.grey), 1, false), (SampleJPEGs.progressive, 3, true),
            (SampleJPEGs.cmyk, 4, false),
        ] {
            let header = try jpeg.withUnsafeBytes { bytes in try decoder.header(of: bytes) }
            #expect(header.componentCount == components)
            #expect(header.isProgressive == progressive)
            #expect(header.size == (components == 4 || progressive ? SampleJPEGs.size : scene.size))
        }
    }

    @Test(arguments: LumaScale.allCases)
    func scaledLumaIsTheMeanOfBoxes(scale: LumaScale) throws {
        let jpeg = try scene.jpeg()
        let full = try decodedLuma(jpeg)
        let scaled = try decodedLuma(jpeg, scale: scale)
        #expect(scaled.size == scale.size(of: scene.size))
        var means: [UInt8] = []
        var inner: [UInt8] = []
        let side = scale.rawValue
        for y in 0..<scene.size.height / side {
            for x in 0..<scene.size.width / side {
                var sum = 0
                for line in 0..<side {
                    for column in 0..<side {
                        sum += Int(full.pixels[(y * side + line) * scene.size.width + x * side + column])
                    }
                }
                means.append(UInt8((sum + side * side / 2) / (side * side)))
                inner.append(scaled.pixels[y * scaled.size.width + x])
            }
        }
        let (mean, largest) = difference(means, inner)
        #expect(mean < 1)
        #expect(largest <= 6)
    }

    @Test func colourDecodesInBothSpaces() throws {
        let jpeg = try scene.jpeg(.nv12, quality: 98)
        let decoder = JPEGDecoder()
        let yCbCr = ColorImage(size: scene.size, space: .yCbCr)
        let rgb = ColorImage(size: scene.size, space: .rgb)
        try jpeg.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws -> Void in
            #expect(try decoder.decodeColor(bytes, into: yCbCr) == JPEGWarnings())
            #expect(try decoder.decodeColor(bytes, into: rgb) == JPEGWarnings())
        }
        for (x, y) in [(0, 0), (40, 20), (130, 76)] {
            let pixel = yCbCr.row(y)
            let colour = rgb.row(y)
            #expect(abs(Int(pixel[3 * x]) - Int(scene.luma(x, y))) <= 6)
            #expect(abs(Int(pixel[3 * x + 1]) - Int(scene.blue(x, y))) <= 6)
            #expect(abs(Int(pixel[3 * x + 2]) - Int(scene.red(x, y))) <= 6)
            let red = Double(pixel[3 * x]) + 1.402 * (Double(pixel[3 * x + 2]) - 128)
            #expect(abs(Double(colour[3 * x]) - min(max(red, 0), 255)) <= 2)
        }
    }

    @Test func grayDecodesAsColourWithoutColour() throws {
        let jpeg = try scene.jpeg(.grey)
        let luma = try decodedLuma(jpeg)
        let image = ColorImage(size: scene.size, space: .yCbCr)
        _ = try jpeg.withUnsafeBytes { bytes in try JPEGDecoder().decodeColor(bytes, into: image) }
        for y in 0..<scene.size.height {
            for x in 0..<scene.size.width {
                let pixel = image.row(y)[(3 * x)..<(3 * x + 3)]
                #expect([UInt8](pixel) == [luma.pixels[y * scene.size.width + x], 128, 128])
            }
        }
    }

    @Test func otherKindsOfJPEGDecode() throws {
        for jpeg in [SampleJPEGs.progressive, SampleJPEGs.arithmetic, SampleJPEGs.optimised] {
            let luma = try decodedLuma(jpeg)
            #expect(luma.warnings == 0)
            #expect(difference(luma.pixels, SampleJPEGs.luma).mean < 3)
        }
        #expect(try decodedLuma(SampleJPEGs.rgb).warnings == 0)
        #expect(try errorCode { _ = try decodedLuma(SampleJPEGs.cmyk) } == .unsupported)
    }

    @Test func missingHuffmanTablesAreTheStandardOnes() throws {
        let jpeg = try scene.jpeg()
        let bare = stripping(0xC4, from: jpeg)
        #expect(bare.count < jpeg.count - 400)
        let decoder = JPEGDecoder()
        let whole = try decodedLuma(jpeg, by: decoder)
        // Tables of another image must not be used either.
        _ = try decodedLuma(SampleJPEGs.optimised, by: decoder)
        let patched = try decodedLuma(bare, by: decoder)
        #expect(patched.pixels == whole.pixels)
        #expect(patched.warnings == 0)
    }

    @Test func quantisationTablesAreNotTakenFromTheImageBefore() throws {
        let decoder = JPEGDecoder()
        let jpeg = try scene.jpeg()
        _ = try decodedLuma(jpeg, by: decoder)
        let bare = stripping(0xDB, from: jpeg)
        #expect(try errorCode { _ = try decodedLuma(bare, by: decoder) } == .damagedJPEG)
        #expect(try decodedLuma(jpeg, by: decoder).warnings == 0)
    }

    @Test func truncationIsPatchedAndCounted() throws {
        let jpeg = try scene.jpeg()
        let whole = try decodedLuma(jpeg)
        #expect(whole.warnings == 0)
        let half = try decodedLuma([UInt8](jpeg.prefix(jpeg.count * 2 / 3)))
        #expect(half.warnings > 0)
        let firstRows = scene.size.width * 8
        #expect(half.pixels.prefix(firstRows) == whole.pixels.prefix(firstRows))
        #expect(try decodedLuma([UInt8](jpeg.dropLast(2))).warnings > 0)
    }

    @Test func damagedImagesDecodeTheSameWhateverCameBefore() throws {
        let jpeg = try scene.jpeg()
        let damaged = [UInt8](jpeg.prefix(jpeg.count / 2))
        let alone = try decodedLuma(damaged)
        let decoder = JPEGDecoder()
        for before in [try TestScene(size: scene.size, phase: 2).jpeg(), SampleJPEGs.progressive] {
            _ = try decodedLuma(before, by: decoder)
            #expect(try decodedLuma(damaged, by: decoder).pixels == alone.pixels)
        }
    }

    @Test func whatFollowsTheEndIsIgnoredUnlessItIsAnotherImage() throws {
        let jpeg = try scene.jpeg()
        #expect(try decodedLuma(jpeg + [UInt8](repeating: 0, count: 500)).warnings == 0)
        let other = try TestScene(size: scene.size, phase: 1).jpeg()
        let both = try decodedLuma(jpeg + other)
        #expect(both.warnings == 1)
        #expect(both.pixels == (try decodedLuma(jpeg).pixels))
    }

    @Test func whatIsNoJPEGIsSaidSo() throws {
        let inputs: [[UInt8]] = [
            [], [0xFF], [0xFF, 0xD8], Array("GIF89a, not a picture for us".utf8), .init(repeating: 0, count: 4096),
        ]
        for input in inputs {
            #expect(try errorCode { _ = try decodedLuma(input) } == .notJPEG)
        }
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(try errorCode { _ = try JPEGDecoder().header(of: nothing) } == .notJPEG)
        #expect(try errorCode { _ = try decodedLuma([0xFF, 0xD8, 0xFF, 0xD9]) } == .damagedJPEG)
    }

    @Test func placesOfAnotherSizeOrDepthAreRefused() throws {
        let jpeg = try scene.jpeg()
        let decoder = JPEGDecoder()
        let tooSmall = GrayPlane(size: FrameSize(width: 130, height: 77))
        let tooDeep = GrayPlane(size: scene.size, depth: .sixteen)
        try jpeg.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) throws -> Void in
            for plane in [tooSmall, tooDeep] {
                #expect(
                    try errorCode { _ = try decoder.decodeLuma(bytes, scale: .full, into: plane) } == .sizeDiffers)
            }
            #expect(try errorCode { _ = try decoder.decodeLuma(bytes, scale: .half, into: tooSmall) } == .sizeDiffers)
            let picture = ColorImage(size: FrameSize(width: 131, height: 78))
            #expect(try errorCode { _ = try decoder.decodeColor(bytes, into: picture) } == .sizeDiffers)
        }
    }

    @Test func hugeImagesAreRefusedBeforeTheyTakeMemory() throws {
        let (header, rest) = segments(of: try scene.jpeg())
        for (width, height) in [(65500, 100), (100, 65500), (16384, 16384)] {
            var jpeg: [UInt8] = [0xFF, 0xD8]
            for (marker, bytes) in header {
                var bytes = bytes
                if marker == 0xC0 {
                    bytes.replaceSubrange(5..<7, with: [UInt8(height >> 8), UInt8(height & 255)])
                    bytes.replaceSubrange(7..<9, with: [UInt8(width >> 8), UInt8(width & 255)])
                }
                jpeg += bytes
            }
            jpeg += rest
            let decoder = JPEGDecoder()
            #expect(try errorCode { _ = try decodedLuma(jpeg, by: decoder) } == .tooLarge)
            #expect(decoder.systemAllocations < 5)
        }
    }

    @Test func endlessRefinementIsRefused() throws {
        // The last scan again and again: each would cost a pass over the image.
        let jpeg = SampleJPEGs.progressive
        let lastScan = try #require((0..<jpeg.count - 1).last { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xDA })
        let scan = [UInt8](jpeg[lastScan..<jpeg.count - 2])
        var bomb = [UInt8](jpeg.dropLast(2))
        for _ in 0..<200 { bomb += scan }
        bomb += [0xFF, 0xD9]
        #expect(try errorCode { _ = try decodedLuma(bomb) } == .tooLarge)
    }

    @Test func steadyStateAsksTheSystemForNoMemory() throws {
        let decoder = JPEGDecoder()
        let jpegs = [try scene.jpeg(), try TestScene(size: scene.size, phase: 1).jpeg()]
        for jpeg in jpegs + jpegs { _ = try decodedLuma(jpeg, scale: .half, by: decoder) }
        let before = decoder.systemAllocations
        for _ in 0..<20 {
            for jpeg in jpegs { _ = try decodedLuma(jpeg, scale: .half, by: decoder) }
        }
        #expect(before > 0)
        #expect(decoder.systemAllocations == before)
    }

    @Test func errorsNamePlaceCauseAndMend() throws {
        do {
            _ = try decodedLuma(Array("not a picture".utf8))
            Issue.record("decoded text")
        } catch let error as JPEGError {
            #expect(error.description.contains("JPEG image: "))
            #expect(!error.cause.isEmpty)
            #expect(!error.mend.isEmpty)
        }
    }
}
