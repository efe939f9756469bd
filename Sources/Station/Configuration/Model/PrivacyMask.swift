public import Imaging

/// A part of a camera's image that is never analysed, stored or sent.
public struct PrivacyMask: Sendable, Hashable {
    /// What it hides, for people; `nil` if nobody named it.
    public var name: String?
    /// At least three corners, in order; the last is joined to the first.
    public var polygon: [NormalizedPoint]

    /// Makes a mask.
    public init(name: String? = nil, polygon: [NormalizedPoint]) {
        self.name = name
        self.polygon = polygon
    }
}
