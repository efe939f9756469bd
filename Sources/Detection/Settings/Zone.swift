public import Imaging

/// A polygon of the image in which a confirmed track means something, or nothing.
public struct Zone: Sendable, Hashable {
    /// What a zone is for.
    public enum Role: String, Sendable, CaseIterable {
        /// Rules refer to it.
        case watch
        /// Nothing in it is looked at: its pixels are never foreground.
        case exclude
    }

    /// The name by which rules and events refer to it.
    public var name: String
    /// What it is for.
    public var role: Role
    /// At least three corners, in order; the last is joined to the first.
    public var polygon: [NormalizedPoint]

    /// Makes a zone.
    public init(name: String, role: Role = .watch, polygon: [NormalizedPoint]) {
        self.name = name
        self.role = role
        self.polygon = polygon
    }
}
