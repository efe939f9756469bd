extension Polygon {
    /// The polygon as pixels: 255 where a pixel's centre lies inside or on the border, else 0.
    public func mask(size: FrameSize) -> GrayPlane {
        let plane = GrayPlane(size: size)
        fill(plane, with: 255)
        return plane
    }

    /// Sets the pixels of an 8-bit plane whose centres lie inside or on the border, and leaves the others.
    ///
    /// It takes some nanoseconds a pixel and corner: for when a configuration is loaded, not for every frame.
    ///
    /// - Precondition: the plane is 8 bits deep.
    public func fill(_ plane: GrayPlane, with value: UInt8) {
        let box = boundingBox
        let columns = Self.pixels(from: box.x, extent: box.width, of: plane.size.width)
        for y in Self.pixels(from: box.y, extent: box.height, of: plane.size.height) {
            let row = plane.row8(y)
            for x in columns where contains(plane.size.center(x: x, y: y)) { row[x] = value }
        }
    }

    /// The pixels that a span may touch.
    private static func pixels(from start: Double, extent: Double, of count: Int) -> Range<Int> {
        guard start.isFinite, extent.isFinite else { return 0..<0 }
        let scale = Double(count)
        let first = min(max(start, 0), 1) * scale
        let last = min(max(start + extent, 0), 1) * scale
        return Int(first.rounded(.down))..<max(Int(first.rounded(.down)), min(count, Int(last.rounded(.up))))
    }
}

extension FrameSize {
    /// The centre of a pixel in normalised coordinates.
    public func center(x: Int, y: Int) -> NormalizedPoint {
        NormalizedPoint(x: (Double(x) + 0.5) / Double(width), y: (Double(y) + 0.5) / Double(height))
    }
}
