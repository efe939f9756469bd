/// What the tracker knows about one track.
struct Candidate {
    /// The track's number, and where its history is kept.
    var id: Int
    var slot: Int
    var state: Track.State = .tentative
    /// Why it is not confirmed, as long as it is tentative.
    var doubt: Doubt? = .young

    /// Filtered centre, and size in pixels.
    var horizontal: AxisFilter
    var vertical: AxisFilter
    var width: Double
    var height: Double
    /// The box to be shown, in pixels: that of its sighting, or moved on while it is not seen.
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
    /// Not seen by itself, but its place lies within another track's region, or others lie within its own.
    var isMerged = false
    /// Whether that was so in the frame before.
    var wasMerged = false
    /// Whether it began in front of something that stands still.
    var isInner: Bool

    /// Running means over ``TrackerTuning/memory`` seconds.
    var presence = 1.0
    var consistency = 1.0
    var flicker: Double
    var dynamics: Double
    var area: Double
    /// The area that was seen last.
    var lastArea: Double
    var areaVariance = 0.0
    /// The share of its box that is foreground.
    var fill: Double

    /// The edges from which its motion is measured, and how often it was found to be nuisance.
    var anchorLeft: Double
    var anchorTop: Double
    var anchorRight: Double
    var anchorBottom: Double
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
        width = right - left
        height = bottom - top
        let size = (width * height).squareRoot()
        horizontal = AxisFilter(
            place: (left + right) / 2, error: TrackerTuning.error(of: size),
            speedError: TrackerTuning.firstSpeed * size)
        vertical = AxisFilter(
            place: (top + bottom) / 2, error: TrackerTuning.error(of: size),
            speedError: TrackerTuning.firstSpeed * size)
        self.region = index
        isInner = region.isInner
        flicker = region.flicker
        dynamics = region.dynamics
        area = Double(region.area)
        lastArea = area
        fill = area / max(1, width * height)
        anchorLeft = left
        anchorTop = top
        anchorRight = right
        anchorBottom = bottom
        restX = (left + right) / 2
        restY = (top + bottom) / 2
    }

    var x: Double { horizontal.place }
    var y: Double { vertical.place }

    /// The side of the square that is as large as the box.
    var size: Double { (width * height).squareRoot() }

    /// Whether it is taken for something that was part of the background and has left. What was seen to move must be
    /// tested much longer: a person who stops is not to be lost.
    var isGhost: Bool { ghostVotes >= (state == .tentative ? 2 : TrackerTuning.believedGhostVotes) }

    /// Standard deviation of the area as a share of its mean.
    var areaSpread: Double { areaVariance.squareRoot() / (area + 1) }
}
