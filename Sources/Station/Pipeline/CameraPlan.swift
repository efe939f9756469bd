package import Detection
package import Imaging

/// What a pipeline needs to know of its camera, taken from the configuration.
package struct CameraPlan: Sendable {
    /// What is kept of an event.
    package struct Recording: Sendable {
        /// Seconds from before the event.
        package var preroll: Double
        /// Seconds from after it.
        package var postroll: Double
        /// Most seconds of one recording.
        package var longest: Double
        /// Bytes of memory for the compressed frames that wait.
        package var memory: Int
        /// JPEG quality for cameras that deliver raw frames, 1…100.
        package var quality: Int
        /// Seconds that must be in memory whenever an event may begin: those before it, and those until it is noticed.
        package var span: Double { preroll + 3 }

        package init(preroll: Double, postroll: Double, longest: Double, memory: Int, quality: Int) {
            self.preroll = preroll
            self.postroll = postroll
            self.longest = longest
            self.memory = memory
            self.quality = quality
        }
    }

    /// The camera's name.
    package var name: String
    /// What of its image is never analysed, stored or sent.
    package var masks: [Polygon]
    /// What to look for.
    package var detection: DetectionSettings
    /// The analysis scale; `nil` chooses it by the smallest target.
    package var scale: LumaScale?
    /// What is recorded; `nil` records nothing.
    package var recording: Recording?
    /// JPEG quality of snapshots, 1…100.
    package var snapshotQuality: Int
    /// Seconds without a frame after which the camera is blind.
    package var blindAfter: Double
    /// From where on its pictures count as such in which something is wrong.
    package var sensor: SensorLimits
    /// From where on it is degraded because of its frames.
    package var watch: WatchLimits
    /// Whether the source counts time from its first frame instead of on the monotonic clock.
    package var ownTimeBase: Bool

    package init(
        name: String, masks: [Polygon] = [], detection: DetectionSettings, scale: LumaScale?, recording: Recording?,
        snapshotQuality: Int, blindAfter: Double, sensor: SensorLimits = .none, watch: WatchLimits = .standard,
        ownTimeBase: Bool
    ) {
        self.name = name
        self.masks = masks
        self.detection = detection
        self.scale = scale
        self.recording = recording
        self.snapshotQuality = snapshotQuality
        self.blindAfter = blindAfter
        self.sensor = sensor
        self.watch = watch
        self.ownTimeBase = ownTimeBase
    }
}
