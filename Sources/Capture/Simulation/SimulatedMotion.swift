package import Imaging

/// Where an actor is at a time, worked out from its path once.
package struct SimulatedMotion: Sendable {
    /// Where the actor stands in one frame.
    package struct Place: Sendable, Hashable {
        /// Which passage this is, from 0.
        package var passage: Int
        /// The point at which it touches the ground.
        package var foot: NormalizedPoint
        /// Image widths that it has come since it set out; moves its legs.
        package var distance: Double
        /// Whether it looks to the left.
        package var facesLeft: Bool
    }

    /// The actor.
    package let actor: SimulatedActor
    private let lengths: [Double]
    private let total: Double

    /// Measures the path of `actor` in an image of `size`.
    package init(actor: SimulatedActor, size: FrameSize) {
        self.actor = actor
        let aspect = Double(size.height) / Double(size.width)
        lengths = zip(actor.path, actor.path.dropFirst()).map { from, to in
            let (dx, dy) = (to.x - from.x, (to.y - from.y) * aspect)
            return (dx * dx + dy * dy).squareRoot()
        }
        total = lengths.reduce(0, +)
    }

    /// Where the actor is `seconds` after the scene's start, or `nil` when it is not there.
    package func place(at seconds: Double) -> Place? {
        guard let first = actor.path.first, actor.speed > 0, seconds >= actor.startSeconds else { return nil }
        var (sinceStart, passage) = (seconds - actor.startSeconds, 0)
        if let period = actor.repeatsEverySeconds, total > 0 {
            let period = max(period, total / actor.speed, 1e-3)
            passage = Int((sinceStart / period).rounded(.down))
            sinceStart -= Double(passage) * period
        }
        let distance = sinceStart * actor.speed
        guard total > 0 else { return Place(passage: passage, foot: first, distance: 0, facesLeft: false) }
        if distance >= total {
            guard actor.staysAtEnd, let last = actor.path.last else { return nil }
            return Place(passage: passage, foot: last, distance: total, facesLeft: false)
        }
        var rest = distance
        for (index, length) in lengths.enumerated() {
            if rest <= length, length > 0 {
                let (from, to) = (actor.path[index], actor.path[index + 1])
                let share = rest / length
                let foot = NormalizedPoint(x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share)
                return Place(passage: passage, foot: foot, distance: distance, facesLeft: to.x < from.x)
            }
            rest -= length
        }
        return nil
    }
}
