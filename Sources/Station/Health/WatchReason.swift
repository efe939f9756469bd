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
}
