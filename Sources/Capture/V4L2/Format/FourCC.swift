package import Imaging

/// The four characters by which V4L2 names pixel formats.
package enum FourCC {
    /// The text of a code: lowest byte first; bytes that are no printable ASCII become `?`.
    package static func text(_ code: UInt32) -> String {
        let bytes = (0..<4).map { UInt8(truncatingIfNeeded: code >> (8 * $0)) }
        return String(decoding: bytes.map { (0x20...0x7E).contains($0) ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
    }

    /// The code of a text; what is missing from four characters is filled with spaces.
    package static func code(_ text: String) -> UInt32 {
        var code: UInt32 = 0
        let bytes = Array(text.utf8.prefix(4))
        for index in 0..<4 {
            code |= UInt32(index < bytes.count ? bytes[index] : 0x20) << UInt32(8 * index)
        }
        return code
    }

    /// What a device's format is to Karaula: itself, or MJPG for `JPEG`, which some drivers call the same thing.
    package static func pixelFormat(_ text: String) -> PixelFormat? {
        text == "JPEG" ? .mjpeg : PixelFormat(rawValue: text)
    }

    /// Bytes that a whole frame has at least; `nil` for compressed formats.
    package static func bytes(of format: PixelFormat, size: FrameSize, bytesPerRow: Int) -> Int? {
        let plane = bytesPerRow * size.height
        switch format {
        case .mjpeg: return nil
        case .nv12: return plane + bytesPerRow * ((size.height + 1) / 2)
        case .yu12: return plane + 2 * ((bytesPerRow + 1) / 2) * ((size.height + 1) / 2)
        case .yuyv, .uyvy, .grey, .y16: return plane
        }
    }

    /// Bytes of a row without padding in the first plane; 0 for compressed formats.
    package static func bytesPerRow(of format: PixelFormat, width: Int) -> Int {
        switch format {
        case .mjpeg: 0
        case .nv12, .yu12, .grey: width
        case .yuyv, .uyvy: (width + 1) / 2 * 4
        case .y16: width * 2
        }
    }
}
