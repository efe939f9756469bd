import Capture
import Testing

@Suite struct CompressedLengthTests {
    private func length(_ bytes: [UInt8]) -> Int { bytes.withUnsafeBytes { CompressedLength.ofJPEG($0) } }

    @Test func anImageEndsAtItsEndMarkerWhateverTheBufferHoldsBehindIt() {
        let image: [UInt8] = [0xFF, 0xD8, 0xFF, 0xDA, 0x00, 0x03, 0x01, 0x41, 0xFF, 0x00, 0x42, 0xFF, 0xD9]
        for padding: [UInt8] in [[], [0], [0xFF], [0xD9], [UInt8](repeating: 0x55, count: 64), [0xFF, 0x00]] {
            #expect(length(image + padding) == image.count)
        }
    }

    @Test func anImageWithoutAnEndIsLeftAsItIs() {
        for bytes: [UInt8] in [[], [0xD9], [0xFF, 0xD8, 0xFF, 0xDA, 0x00, 0x03, 0x01, 0x41]] {
            #expect(length(bytes) == bytes.count)
        }
    }
}
