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
}
