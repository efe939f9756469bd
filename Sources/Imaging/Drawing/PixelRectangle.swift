/// A rectangle of whole pixels, right and bottom exclusive.
struct PixelRectangle: Hashable {
    var left, top, right, bottom: Int

    /// Whether it covers no pixel.
    var isEmpty: Bool { left >= right || top >= bottom }

    /// Pixels covered.
    var area: Int { isEmpty ? 0 : (right - left) * (bottom - top) }

    /// Makes a rectangle from its sides.
    init(left: Int, top: Int, right: Int, bottom: Int) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }

    /// Makes the outer side of a rim of `rim` pixels around a box, inside the image; `nil` if the box is not numbers, lies
    /// outside of the image, or has a negative extent.
    init?(outlining box: NormalizedBox, in size: FrameSize, rim: Int) {
        let (x, y, x2, y2) = (box.x, box.y, box.x + box.width, box.y + box.height)
        guard
            x.isFinite, y.isFinite, x2.isFinite, y2.isFinite, box.width >= 0, box.height >= 0, x < 1, y < 1,
            x2 > 0 || x == 0,
            y2 > 0 || y == 0
        else { return nil }
        func pixel(_ value: Double, _ count: Int, _ rule: FloatingPointRoundingRule) -> Int {
            Int((min(max(value, 0), 1) * Double(count)).rounded(rule))
        }
        left = max(0, pixel(x, size.width, .down) - rim)
        top = max(0, pixel(y, size.height, .down) - rim)
        right = min(size.width, pixel(x2, size.width, .up) + rim)
        bottom = min(size.height, pixel(y2, size.height, .up) + rim)
    }

    /// What two rectangles share.
    func intersection(_ other: PixelRectangle) -> PixelRectangle {
        PixelRectangle(
            left: max(left, other.left), top: max(top, other.top), right: min(right, other.right),
            bottom: min(bottom, other.bottom))
    }

    /// The rectangle without a rim of `depth` pixels.
    func inset(_ depth: Int) -> PixelRectangle {
        PixelRectangle(left: left + depth, top: top + depth, right: right - depth, bottom: bottom - depth)
    }
}
