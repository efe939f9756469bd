public import Imaging

/// What really is to be seen in one frame of a simulated scene.
public struct SimulatedTruth: Sendable, Hashable {
    /// The same for one passage of one actor; differs between passages and between actors.
    public var id: Int
    /// What it is.
    public var kind: SimulatedActor.Kind
    /// The box around all of its pixels that lie in the image.
    public var box: NormalizedBox

    /// Makes a truth from its parts.
    public init(id: Int, kind: SimulatedActor.Kind, box: NormalizedBox) {
        self.id = id
        self.kind = kind
        self.box = box
    }
}
