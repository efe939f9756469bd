/// That something is to be told: which kind, and in words what was seen.
public struct AlarmNotice: Sendable, Hashable {
    /// What kind.
    public var kind: AlarmKind
    /// What was seen.
    public var detail: String

    /// Makes a notice from its parts.
    public init(_ kind: AlarmKind, _ detail: String) {
        self.kind = kind
        self.detail = detail
    }
}
