import Imaging

/// The frame as if the camera did not shake.
extension Registration {
    /// Moves the frame back by bilinear interpolation; what lies outside is taken from the edge.
    func warp(_ frame: GrayPlane) {
        let wholeX = shiftX >> 3
        let wholeY = shiftY >> 3
        let right = UInt16(shiftX & 7)
        let lower = UInt16(shiftY & 7)
        let base = frame.base.assumingMemoryBound(to: UInt8.self)
        let first = max(0, -wholeX)
        let last = min(size.width, size.width - 1 - wholeX)
        for y in 0..<size.height {
            let y0 = min(max(y + wholeY, 0), size.height - 1)
            let y1 = min(max(y + wholeY + 1, 0), size.height - 1)
            let out = (plane.base + y * plane.bytesPerRow).assumingMemoryBound(to: UInt8.self)
            Self.blend(
                last - first, base + y0 * frame.bytesPerRow + first + wholeX,
                base + y1 * frame.bytesPerRow + first + wholeX, right, lower, into: out + first)
            for x in 0..<first { out[x] = out[first] }
            for x in last..<size.width { out[x] = out[last - 1] }
        }
    }

    @inline(never)
    private static func blend(
        _ n: Int, _ upper: UnsafePointer<UInt8>, _ under: UnsafePointer<UInt8>, _ right: UInt16, _ lower: UInt16,
        into out: UnsafeMutablePointer<UInt8>
    ) {
        let a = (8 - right) * (8 - lower)
        let b = right * (8 - lower)
        let c = (8 - right) * lower
        let d = right * lower
        for x in 0..<n {
            let top = a &* UInt16(upper[x]) &+ b &* UInt16(upper[x &+ 1])
            let bottom = c &* UInt16(under[x]) &+ d &* UInt16(under[x &+ 1])
            out[x] = UInt8(truncatingIfNeeded: (top &+ bottom &+ 32) >> 6)
        }
    }
}
