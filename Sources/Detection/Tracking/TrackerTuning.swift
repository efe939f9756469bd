/// The tracker's constants: seconds, shares, and multiples of an object's own size. Nothing here counts frames.
enum TrackerTuning {
    /// The most tracks at once; what comes beyond is not followed until there is room.
    static let limit = 96
    /// Time constant of the filter for size, and of the running means about quality.
    static let sizeFilter = 0.1
    static let memory = 0.4
    /// The most that one frame counts in those means, so that at a low frame rate they are means still.
    static let mostWeight = 0.25
    /// How exactly a box tells the place of a thing: a share of its size, and some pixels.
    static func error(of size: Double) -> Double { 0.06 * size + 0.7 }
    /// How much a thing changes its speed, in sizes a second per root of a second; the speed of a new one.
    static let acceleration = 2.0
    static let firstSpeed = 4.0
    /// The overlap (intersection over union) and the change of area within which a region agrees with its track.
    static let agreeingOverlap = 0.35
    static let agreeingArea = 2.0
    /// How long a track may be missing before it is given up, and how long before it is not believed for the moment.
    static let patience = 0.25
    static let confirmedPatience = 0.6
    static let mergedPatience = 1.0
    static let shownUnseen = 0.1
    /// What a track needs to be confirmed: time, frames, and shares of time seen and consistent.
    static let confirmationSeconds = 0.2
    static let unfamiliarConfirmationSeconds = 0.3
    static let confirmationHits = 4
    static let presence = 0.6
    static let consistency = 0.6
    static let dynamicConsistency = 0.75
    /// The distance that both its edges must have moved: a share of its size, but no less than a share of the image's
    /// diagonal; of large things no more than the other share of the diagonal counts.
    static let displacementOfSize = 0.3
    static let displacementOfDiagonal = 0.01
    static let largest = 0.2
    /// No more than its size, or this share of the diagonal, is asked for because the background moves.
    static let enoughOfDiagonal = 0.04
    /// How many times that distance is asked for while the scene is new and its own motion not known.
    static let unfamiliar = 1.4
    static let unfamiliarSeconds = 3.0
    /// How many times that distance is asked of what moves in front of something that stands still.
    static let inner = 3.0
    /// The flicker below which something that stands still is taken for a rigid thing, in front of which others may pass,
    /// and how long it must have stood.
    static let parkedFlicker = 0.02
    static let parkedSeconds = 4.0
    /// The share of its box that a thing fills at least; a tree full of moving leaves does not.
    static let leastFill = 0.25
    /// The fastest that anything but an insect before the lens moves, in its own sizes a second.
    static let swiftest = 10.0
    /// The straightness its path needs, and what it needs where the background itself moves.
    static let straightness = 0.5
    static let dynamicStraightness = 0.7
    /// Nothing that is lower than this share of the smallest target's height is confirmed.
    static let leastHeight = 0.4
    /// A track that moves less than a share of its size for this long has stopped.
    static let stopSeconds = 1.5
    static let stopDistance = 0.15
    /// A stopped track moves again when it has gone this far.
    static let goDistance = 0.3
    /// What only moves to and fro goes at least this share of its size in two seconds.
    static let swing = 0.6
    /// Tests of its rim, a quarter of a second apart, after which a track that was confirmed is taken for a ghost.
    static let believedGhostVotes = 12
    /// From these dynamics on an object stands in moving background.
    static let muchDynamics = 12.0
    /// How long a tentative track keeps its place from being learnt.
    static let tentativeHold = 2.4
    /// Newborn tracks a second, from which on small ones are taken for rain, snow or insects.
    static let swarm = 6.0
    static let swarmSeconds = 1.6
}
