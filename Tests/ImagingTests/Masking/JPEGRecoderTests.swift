import Imaging
import TestKit
import Testing

@Suite struct JPEGRecoderTests {
    private static let size = FrameSize(width: 96, height: 64)
    private static let mask = rectangle(0.25, 0.25, 0.75, 0.75)

    private func image() throws -> [UInt8] {
        var composer = JPEGComposer(size: Self.size, factors: [(2, 2), (1, 1), (1, 1)])
        composer.seed = 3
        return try composer.jpeg()
    }

    private func mask(_ image: [UInt8], by recoder: JPEGRecoder) throws -> [UInt8] {
        try image.withUnsafeBytes { bytes in
            Array(try recoder.mask(bytes, masks: [Self.mask], expecting: Self.size))
        }
    }

    @Test func `Covered blocks are blank and all others the same`() throws {
        let original = try image()
        let result = try mask(original, by: JPEGRecoder())
        let compared = BlockComparison(
            original: try JPEGCoefficients(of: original), masked: try JPEGCoefficients(of: result), mask: Self.mask)
        #expect(compared.covered > 0)
        #expect(compared.changed == 0 && compared.wronglyOpen == 0 && compared.wronglyCovered == 0)
    }

    @Test func `An image of which a row cannot be reached is refused, not given out with that row open`() throws {
        let original = try image()
        let recoder = JPEGRecoder { _, _, _ in nil }
        let code = try errorCode { _ = try mask(original, by: recoder) }
        #expect(code == .damagedJPEG)
    }
}
