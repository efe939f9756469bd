/// What the tracker knows about one track.
struct Candidate {
    /// The track's number, and where its history is kept.
    var id: Int
    var slot: Int
    var state: Track.State = .tentative

    /// Filtered centre in pixels, velocity in pixels a second, and size.
    var x: Double
    var y: Double
    var velocityX = 0.0
    var velocityY = 0.0
    var width: Double
    var height: Double
    /// The box to be shown, in pixels: that of its region, or moved on while it is not seen.
    var left: Double
    var top: Double
    var right: Double
    var bottom: Double

    /// Seconds since its first region, frames in which it was seen, and how long it has been missing.
    var age = 0.0
    var hits = 1
    var missing = 0.0
    var misses = 0
    /// The region it was given in this frame, or -1.
    var region: Int
    /// Not seen by itself, but its place lies within another track's region.
    var isMerged = false

    /// Running means over ``TrackerTuning/memory`` seconds.
    var presence = 1.0
    var consistency = 1.0
    var flicker: Double
    var dynamics: Double
    var area: Double
    var areaVariance = 0.0

    /// Where its motion is measured from, and how often it was found to be nuisance.
    var anchorX: Double
    var anchorY: Double
    var revocations = 0

    /// Where it has been standing, and for how long in seconds.
    var restX: Double
    var restY: Double
    var resting = 0.0
    /// How often its rim was found to belong to the background.
    var ghostVotes = 0
    var nextGhostTest = 0.5

    init(id: Int, slot: Int, region: Region, index: Int) {
        self.id = id
        self.slot = slot
        left = Double(region.left)
        top = Double(region.top)
        right = Double(region.right)
        bottom = Double(region.bottom)
        x = (left + right) / 2
        y = (top + bottom) / 2
        width = right - left
        height = bottom - top
        self.region = index
        flicker = region.flicker
        dynamics = region.dynamics
        area = Double(region.area)
        anchorX = x
        anchorY = y
        restX = x
        restY = y
    }

    /// The side of the square that is as large as the box.
    var size: Double { (width * height).squareRoot() }

    /// How far it has come from its anchor, in pixels.
    var displacement: Double { ((x - anchorX) * (x - anchorX) + (y - anchorY) * (y - anchorY)).squareRoot() }

    /// Whether it is taken for something that was part of the background and has left.
    var isGhost: Bool { ghostVotes >= 2 }

    /// Standard deviation of the area as a share of its mean.
    var areaSpread: Double { areaVariance.squareRoot() / (area + 1) }
}
