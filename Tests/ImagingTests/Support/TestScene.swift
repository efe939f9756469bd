import Glibc
import Imaging

/// A smooth scene that every format can carry: the same luma and chroma in each.
struct TestScene {
    let size: FrameSize
    /// Shifts the pattern, so that two scenes differ.
    var phase = 0.0

    func luma(_ x: Int, _ y: Int) -> UInt8 {
        UInt8(128 + 50 * sin(Double(x) / 9 + phase) + 40 * cos(Double(y) / 7 - phase))
    }

    func blue(_ x: Int, _ y: Int) -> UInt8 { UInt8(128 + 40 * sin(Double(x + y) / 40 + phase)) }

    func red(_ x: Int, _ y: Int) -> UInt8 { UInt8(128 + 40 * cos(Double(x - y) / 40 + phase)) }

    /// 16-bit luma: the 8-bit one, spread over a part of the range.
    func word(_ x: Int, _ y: Int) -> UInt16 { 20000 + 37 * UInt16(luma(x, y)) }

    /// The scene as a raw frame; `padding` bytes follow each row of luma.
    func raw(_ format: PixelFormat, padding: Int = 0) -> RawImage {
        let (width, height) = (size.width, size.height)
        let (chromaWidth, chromaHeight) = ((width + 1) / 2, (height + 1) / 2)
        var image = RawImage(format: format, size: size)
        switch format {
        case .yuyv, .uyvy:
            let luma = format == .yuyv ? 0 : 1
            image.bytesPerRow = 4 * chromaWidth + padding
            image.bytes = .init(repeating: 0xEE, count: image.bytesPerRow * height)
            for y in 0..<height {
                for x in 0..<2 * chromaWidth {
                    let chroma = x % 2 == 0 ? blue(x, y) : red(x - 1, y)
                    image.bytes[y * image.bytesPerRow + 2 * x + luma] = self.luma(x, y)
                    image.bytes[y * image.bytesPerRow + 2 * x + 1 - luma] = chroma
                }
            }
        case .y16:
            image.bytesPerRow = 2 * width + padding
            image.bytes = .init(repeating: 0xEE, count: image.bytesPerRow * height)
            for y in 0..<height {
                for x in 0..<width {
                    image.bytes[y * image.bytesPerRow + 2 * x] = UInt8(word(x, y) & 0xFF)
                    image.bytes[y * image.bytesPerRow + 2 * x + 1] = UInt8(word(x, y) >> 8)
                }
            }
        case .grey, .nv12, .yu12, .mjpeg:
            image.bytesPerRow = width + padding
            image.bytes = .init(repeating: 0xEE, count: image.bytesPerRow * height)
            for y in 0..<height {
                for x in 0..<width { image.bytes[y * image.bytesPerRow + x] = luma(x, y) }
            }
        }
        if format == .nv12 {
            let stride = max(image.bytesPerRow, 2 * chromaWidth)
            var plane = [UInt8](repeating: 0xEE, count: stride * chromaHeight)
            for y in 0..<chromaHeight {
                for x in 0..<chromaWidth {
                    plane[y * stride + 2 * x] = blue(2 * x, 2 * y)
                    plane[y * stride + 2 * x + 1] = red(2 * x, 2 * y)
                }
            }
            image.bytes += plane
        }
        if format == .yu12 {
            let stride = (image.bytesPerRow + 1) / 2
            for sample in [blue, red] {
                var plane = [UInt8](repeating: 0xEE, count: stride * chromaHeight)
                for y in 0..<chromaHeight {
                    for x in 0..<chromaWidth { plane[y * stride + x] = sample(2 * x, 2 * y) }
                }
                image.bytes += plane
            }
        }
        return image
    }

    /// The scene as a JPEG.
    func jpeg(_ format: PixelFormat = .yuyv, quality: Int = 92) throws -> [UInt8] {
        try encoded(raw(format), quality: quality)
    }
}

/// The raw formats with 8-bit luma.
let eightBitFormats: [PixelFormat] = [.yuyv, .uyvy, .nv12, .yu12, .grey]

/// Sizes that are odd, tiny, or no multiple of a block.
let awkwardSizes: [FrameSize] = [
    (1, 1), (1, 9), (9, 1), (2, 2), (3, 5), (15, 17), (17, 16), (33, 31), (64, 48), (129, 7),
].map { FrameSize(width: $0.0, height: $0.1) }
