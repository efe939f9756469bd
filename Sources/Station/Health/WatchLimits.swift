/// From where on a camera is degraded because of its frames; `nil` never looks for that.
package struct WatchLimits: Sendable, Hashable {
    /// Share of the frame rate below which it is.
    package var lowestRate: Double?
    /// Seconds by which a picture may be old when it is looked at.
    package var staleSeconds: Double?
    /// Frames a second that were configured; `nil` goes by what was agreed with the camera.
    package var configuredRate: Double?

    package init(lowestRate: Double? = 0.7, staleSeconds: Double? = 5, configuredRate: Double? = nil) {
        self.lowestRate = lowestRate
        self.staleSeconds = staleSeconds
        self.configuredRate = configuredRate
    }

    /// What holds if nothing is configured.
    package static let standard = WatchLimits()
}
