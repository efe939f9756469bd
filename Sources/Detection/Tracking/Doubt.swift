/// Why a track is not believed to be an object that moves.
public enum Doubt: String, Sendable, CaseIterable {
    /// It is not seen at present.
    case unseen
    /// It was seen for too short a time.
    case young
    /// It is much lower than the smallest target.
    case small
    /// It is small, and one of very many that appear at the same time: rain, snow, insects.
    case swarm
    /// It is gone as often as it is there.
    case fleeting
    /// Its box and area change from frame to frame.
    case inconsistent
    /// It fills too little of its box: leaves, and not a thing.
    case sparse
    /// It is too fast for its size: an insect before the lens.
    case swift
    /// It has not moved far enough for its size and its surroundings.
    case still
    /// Its way does not lead anywhere.
    case crooked
    /// It flickers more than its motion explains.
    case flickering
    /// It was believed once, and then turned out to move on the spot.
    case revoked
}
