/// Why a camera is degraded or blind.
public struct WatchReason: Sendable, Hashable {
    /// Stable, for machines: `starting`, `missing`, `unplugged`, `no-frames`, `frame-rate`, `covered`, ….
    public var code: String
    /// For people: cause and mend in one line.
    public var detail: String

    /// Makes a reason.
    public init(code: String, detail: String) {
        self.code = code
        self.detail = detail
    }

    /// The configuration has another camera in its place, or none.
    static let removed = "removed"
    static let reconfigured = "reconfigured"

    /// Nobody looks through a camera any more, because of another configuration.
    init(endedFor reason: String) {
        self.init(
            code: reason,
            detail: reason == Self.removed
                ? "the camera is configured no more" : "the camera is stopped, and started as it is configured now")
    }
}
