public import Imaging

/// Something that moves through a simulated scene.
public struct SimulatedActor: Sendable, Hashable {
    /// What moves.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// An upright figure whose legs and arms swing.
        case walker
        /// A wide, rigid body on wheels.
        case vehicle
    }

    /// What it is.
    public var kind: Kind
    /// Height as a share of the image's height, where the path's foot line is at the bottom of the image if
    /// ``perspective`` is above 0, else everywhere.
    public var height: Double
    /// Gray levels brighter (or, negative, darker) than the background behind it.
    public var contrast: Double
    /// Where its foot goes: at least one point, normalised coordinates; may begin and end outside 0…1.
    public var path: [NormalizedPoint]
    /// Seconds after the scene's start at which it sets out.
    public var startSeconds: Double
    /// Speed along the path in image widths a second, more than 0.
    public var speed: Double
    /// Sets out again each so many seconds; `nil` goes once. Never before the path has been walked to its end.
    public var repeatsEverySeconds: Double?
    /// 0: keeps its height; 1: shrinks to nothing as the foot approaches the scene's horizon.
    public var perspective: Double
    /// Stands still at the end of its path instead of vanishing, until it sets out again.
    public var staysAtEnd: Bool

    /// Makes an actor.
    public init(
        kind: Kind, height: Double, contrast: Double, path: [NormalizedPoint], startSeconds: Double, speed: Double,
        repeatsEverySeconds: Double? = nil, perspective: Double = 0, staysAtEnd: Bool = false
    ) {
        self.kind = kind
        self.height = height
        self.contrast = contrast
        self.path = path
        self.startSeconds = startSeconds
        self.speed = speed
        self.repeatsEverySeconds = repeatsEverySeconds
        self.perspective = perspective
        self.staysAtEnd = staysAtEnd
    }
}
