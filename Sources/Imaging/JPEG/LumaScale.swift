/// The share of an image's width and height at which its luma is analysed.
public enum LumaScale: Int, Sendable, Hashable, CaseIterable {
    /// Every pixel.
    case full = 1
    /// 1/2: each pixel stands for 2 × 2.
    case half = 2
    /// 1/4: each pixel stands for 4 × 4.
    case quarter = 4
    /// 1/8: each pixel stands for 8 × 8.
    case eighth = 8

    /// The size of an image at this scale, rounded up as libjpeg does.
    public func size(of size: FrameSize) -> FrameSize {
        FrameSize(width: (size.width + rawValue - 1) / rawValue, height: (size.height + rawValue - 1) / rawValue)
    }

    /// The scale's logarithm to base 2: 0…3.
    var shift: Int { rawValue.trailingZeroBitCount }
}
