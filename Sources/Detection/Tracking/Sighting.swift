/// What of a track was seen in a frame: a region, or several that are parts of one thing.
struct Sighting {
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double
    var area: Double
    /// As in ``Region``; of several regions, their mean by area.
    var flicker: Double
    var dynamics: Double

    init(_ region: Region) {
        left = Double(region.left)
        top = Double(region.top)
        right = Double(region.right)
        bottom = Double(region.bottom)
        area = Double(region.area)
        flicker = region.flicker
        dynamics = region.dynamics
    }

    /// Adds another part of the same thing.
    mutating func add(_ region: Region) {
        left = min(left, Double(region.left))
        top = min(top, Double(region.top))
        right = max(right, Double(region.right))
        bottom = max(bottom, Double(region.bottom))
        let part = Double(region.area)
        let share = part / (area + part)
        flicker += share * (region.flicker - flicker)
        dynamics += share * (region.dynamics - dynamics)
        area += part
    }

    var width: Double { right - left }
    var height: Double { bottom - top }
    var x: Double { (left + right) / 2 }
    var y: Double { (top + bottom) / 2 }
}
