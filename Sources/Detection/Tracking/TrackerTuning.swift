/// The tracker's constants: seconds, shares, and multiples of an object's own size. Nothing here counts frames.
enum TrackerTuning {
    /// The most tracks at once; what comes beyond is not followed until there is room.
    static let limit = 96
    /// Time constant of the filters for place and size, and of the running means about quality.
    static let filter = 0.04
    static let memory = 0.4
    /// The overlap (intersection over union) and the change of area within which a region agrees with its track.
    static let agreeingOverlap = 0.35
    static let agreeingArea = 2.0
    /// How long a track may be missing before it is given up.
    static let patience = 0.25
    static let confirmedPatience = 0.5
    /// What a track needs to be confirmed: time, frames, and shares of time seen and consistent.
    static let confirmationSeconds = 0.3
    static let confirmationHits = 4
    static let presence = 0.6
    static let consistency = 0.6
    static let dynamicConsistency = 0.75
    /// The distance it must have moved: a share of its size, but no less than a share of the image's diagonal.
    static let displacementOfSize = 0.3
    static let displacementOfDiagonal = 0.01
    /// The straightness its path needs, and what it needs where the background itself moves.
    static let straightness = 0.5
    static let dynamicStraightness = 0.7
    /// A track that moves less than a share of its size for this long has stopped.
    static let stopSeconds = 2.0
    static let stopDistance = 0.15
    /// A stopped track moves again when it has gone this far.
    static let goDistance = 0.3
    /// From these dynamics on an object stands in moving background.
    static let muchDynamics = 12.0
    /// How long a tentative track keeps its place from being learnt.
    static let tentativeHold = 2.4
    /// Newborn tracks a second, from which on small ones are taken for rain, snow or insects.
    static let swarm = 6.0
    static let swarmSeconds = 1.6
}
