import Imaging
import TestKit
import Testing

@Suite struct JPEGMaskerTests {
    static let samplings: [[(across: Int, down: Int)]] = [
        [(1, 1)], [(2, 2)], [(1, 1), (1, 1), (1, 1)], [(2, 1), (1, 1), (1, 1)], [(2, 2), (1, 1), (1, 1)],
        [(1, 2), (1, 1), (1, 1)], [(4, 1), (1, 1), (1, 1)], [(2, 2), (2, 1), (1, 2)],
        [(1, 1), (1, 1), (1, 1), (1, 1)],
    ]

    private func compose(
        _ sampling: Int, restart: Int, tables: Bool = true, seed: UInt64, size: FrameSize
    ) throws -> [UInt8] {
        var composer = JPEGComposer(size: size, factors: Self.samplings[sampling])
        composer.restartInterval = restart
        composer.hasTables = tables
        composer.seed = seed
        return try composer.jpeg()
    }

    @Test(arguments: 0..<samplings.count, [0, 1, 3, 7])
    func coveredBlocksAreBlankAndAllOthersTheSame(sampling: Int, restart: Int) throws {
        var dice = Dice(seed: UInt64(sampling * 10 + restart))
        for round in 0..<12 {
            let size = FrameSize(
                width: Int.random(in: 1...150, using: &dice), height: Int.random(in: 1...100, using: &dice))
            let (left, top) = (Double.random(in: 0..<1, using: &dice), Double.random(in: 0..<1, using: &dice))
            let mask = rectangle(
                left, top, .random(in: left + 0.01...1.1, using: &dice), .random(in: top + 0.01...1.1, using: &dice))
            let original = try compose(
                sampling, restart: restart, tables: round % 2 == 0, seed: UInt64(round), size: size)
            let result = try masked(original, by: FrameMasker(masks: [mask]), size: size)
            let (before, after) = (try JPEGCoefficients(of: original), try JPEGCoefficients(of: result))
            #expect(before.warnings == 0 && after.warnings == 0)
            #expect((after.width, after.height) == (size.width, size.height))
            let compared = BlockComparison(original: before, masked: after, mask: mask)
            #expect(compared.covered > 0)
            #expect(compared.wronglyOpen == 0)
            #expect(compared.wronglyCovered == 0)
            #expect(compared.changed == 0)
            #expect(result.count < original.count + 1000)
        }
    }

    @Test func theTablesOfOneImageAreNotThoseOfTheNext() throws {
        let size = FrameSize(width: 90, height: 60)
        let mask = rectangle(0.2, 0.2, 0.7, 0.6)
        let masker = FrameMasker(masks: [mask])
        let own = try JPEGCoefficients.optimised(try compose(4, restart: 0, seed: 3, size: size))
        let standard = try compose(4, restart: 2, tables: false, seed: 4, size: size)
        for original in [own, standard, own, standard] {
            let result = try JPEGCoefficients(of: try masked(original, by: masker))
            let compared = BlockComparison(original: try JPEGCoefficients(of: original), masked: result, mask: mask)
            #expect(compared.changed == 0 && compared.wronglyOpen == 0 && compared.covered > 0)
        }
    }

    @Test(arguments: ["progressive", "arithmetic", "rgb", "cmyk", "optimised"])
    func otherKindsOfJPEGAreMaskedToo(name: String) throws {
        let samples = [
            "progressive": SampleJPEGs.progressive, "arithmetic": SampleJPEGs.arithmetic, "rgb": SampleJPEGs.rgb,
            "cmyk": SampleJPEGs.cmyk, "optimised": SampleJPEGs.optimised,
        ]
        let original = try #require(samples[name])
        let mask = rectangle(0.4, 0, 0.6, 0.4)
        let result = try JPEGCoefficients(of: try masked(original, by: FrameMasker(masks: [mask])))
        let compared = BlockComparison(original: try JPEGCoefficients(of: original), masked: result, mask: mask)
        #expect(compared.covered > 0)
        #expect(compared.changed == 0 && compared.wronglyOpen == 0 && compared.wronglyCovered == 0)
    }

    @Test func whatIsNotCoveredLooksTheSamePixelForPixel() throws {
        let size = FrameSize(width: 128, height: 96)
        let original = try TestScene(size: size).jpeg(.yuyv)
        let result = try masked(original, by: FrameMasker(masks: [rectangle(0.5, 0.5, 0.75, 0.75)]))
        let (before, after) = (try decodedLuma(original).pixels, try decodedLuma(result).pixels)
        for y in 0..<size.height {
            for x in 0..<size.width {
                let isCovered = (64..<96).contains(x) && (48..<72).contains(y)
                #expect(after[y * size.width + x] == (isCovered ? 128 : before[y * size.width + x]))
            }
        }
    }

    @Test func nothingBesideTheImageIsKept() throws {
        let size = FrameSize(width: 48, height: 32)
        let thumbnail = try TestScene(size: FrameSize(width: 16, height: 16)).jpeg(.grey)
        var composer = JPEGComposer(size: size, factors: Self.samplings[3])
        func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
            [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 0xFF)] + content
        }
        // JFIF with a thumbnail of 2 x 1, its extension, Exif, and a comment.
        composer.extraSegments =
            segment(0xE0, [UInt8]("JFIF\0".utf8) + [1, 2, 1, 0, 72, 0, 72, 2, 1] + [UInt8](repeating: 0xA7, count: 6))
            + segment(0xE0, [UInt8]("JFXX\0".utf8) + [0x10] + thumbnail)
            + segment(0xE1, [UInt8]("Exif\0\0".utf8) + thumbnail) + segment(0xFE, [UInt8]("secret".utf8))
        let plain = try composer.jpeg()
        let trailer = thumbnail + [UInt8]("secret".utf8) + [UInt8](repeating: 0xA7, count: 6)
        let result = try masked(plain + trailer, by: FrameMasker(masks: [rectangle(0, 0, 0.2, 0.2)]))
        #expect(result == (try masked(plain, by: FrameMasker(masks: [rectangle(0, 0, 0.2, 0.2)]))))
        let header = segments(of: result).header
        #expect(header.map(\.marker).filter { $0 >= 0xE0 } == [0xE0])
        #expect(header.first?.bytes == [0xFF, 0xE0, 0, 16] + [UInt8]("JFIF\0".utf8) + [1, 1, 1, 0, 72, 0, 72, 0, 0])
        for secret in [[UInt8]("secret".utf8), [UInt8](repeating: 0xA7, count: 6), [UInt8](thumbnail.suffix(40))] {
            #expect(!result.windows(ofCount: secret.count).contains(ArraySlice(secret)))
        }
        #expect(result.suffix(2) == [0xFF, 0xD9])
    }

    @Test func aMissingEndAndFillBytesAreNoDamage() throws {
        let original = try compose(3, restart: 0, seed: 9, size: FrameSize(width: 64, height: 48))
        let masker = FrameMasker(masks: [rectangle(0.1, 0.1, 0.5, 0.5)])
        let expected = try masked(original, by: masker)
        #expect(try masked([UInt8](original.dropLast(2)), by: masker) == expected)
        #expect(try masked(original.dropLast(2) + [UInt8](repeating: 0, count: 500), by: masker) == expected)
        #expect(try masked(original.dropLast(2) + [0xFF, 0xFF, 0xFF, 0xD9], by: masker) == expected)
    }

    @Test func aChangeOfSizeOrSamplingMovesTheCoveredBlocks() throws {
        let mask = rectangle(0.5, 0, 1, 0.5)
        let masker = FrameMasker(masks: [mask])
        for (sampling, width, height) in [(3, 160, 96), (4, 96, 160), (2, 33, 50), (0, 160, 96), (3, 160, 96)] {
            let original = try compose(
                sampling, restart: 0, seed: 5, size: FrameSize(width: width, height: height))
            let compared = BlockComparison(
                original: try JPEGCoefficients(of: original),
                masked: try JPEGCoefficients(of: try masked(original, by: masker)), mask: mask)
            #expect(compared.covered > 0)
            #expect(compared.changed == 0 && compared.wronglyOpen == 0 && compared.wronglyCovered == 0)
        }
    }

    @Test func aStreamAllocatesNothingOnceItRuns() throws {
        let size = FrameSize(width: 160, height: 96)
        let masker = FrameMasker(masks: [rectangle(0.2, 0.2, 0.6, 0.6)])
        let frames = try (0..<8).map { try compose(3, restart: 0, seed: UInt64($0), size: size) }
        for frame in frames { _ = try masked(frame, by: masker) }
        let before = masker.systemAllocations
        for _ in 0..<5 { for frame in frames { _ = try masked(frame, by: masker) } }
        #expect(masker.systemAllocations == before)
    }
}

extension [UInt8] {
    /// Every run of `count` neighbours.
    fileprivate func windows(ofCount count: Int) -> [ArraySlice<UInt8>] {
        indices.dropLast(Swift.max(0, count - 1)).map { self[$0..<$0 + count] }
    }
}
