/// A colour to draw with.
struct Ink {
    /// Red, green and blue, 0…255.
    let red, green, blue: UInt8

    /// The dark of plates and rims.
    static let night = Ink(red: 8, green: 8, blue: 8)
    /// The light of letters.
    static let paper = Ink(red: 255, green: 255, blue: 255)
    /// The colour of outlines; rare in nature, and bright in gray.
    static let signal = Ink(red: 255, green: 208, blue: 0)

    /// The three bytes of a pixel (BT.601, full range, as JFIF defines it).
    func bytes(in space: ColorImage.Space) -> (UInt8, UInt8, UInt8) {
        switch space {
        case .rgb:
            return (red, green, blue)
        case .yCbCr:
            let (r, g, b) = (Double(red), Double(green), Double(blue))
            let luma = 0.299 * r + 0.587 * g + 0.114 * b
            return (
                Self.byte(luma), Self.byte(128 + (b - luma) / 1.772), Self.byte(128 + (r - luma) / 1.402)
            )
        }
    }

    private static func byte(_ value: Double) -> UInt8 {
        UInt8(min(max(value.rounded(), 0), 255))
    }
}
