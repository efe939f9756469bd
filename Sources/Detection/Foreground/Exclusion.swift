package import Imaging

/// Which pixels are not looked at.
package enum Exclusion {
    /// 255 on each pixel whose centre lies in an exclude zone; `nil` if there is no such zone.
    package static func plane(of zones: [Zone], size: FrameSize) -> GrayPlane? {
        guard zones.contains(where: { $0.role == .exclude }) else { return nil }
        let plane = GrayPlane(size: size)
        for zone in zones where zone.role == .exclude { Polygon(zone.polygon).fill(plane, with: 255) }
        return plane
    }

    /// Which blocks of `side × side` pixels no excluded pixel touches, row-major; all of them if nothing is excluded.
    ///
    /// `columns` and `rows` may leave out what lies beyond the last whole block, or include blocks that end beyond the plane.
    static func freeBlocks(of exclusion: GrayPlane?, side: Int, columns: Int, rows: Int) -> [Bool] {
        var free = Array(repeating: true, count: columns * rows)
        guard let exclusion else { return free }
        for y in 0..<min(exclusion.size.height, rows * side) {
            let pixels = exclusion.row8(y)
            for x in 0..<min(exclusion.size.width, columns * side) where pixels[x] != 0 {
                free[y / side * columns + x / side] = false
            }
        }
        return free
    }
}
