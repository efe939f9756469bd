import Capture
import Imaging
public import Station
import Timekeeping

/// One camera in ``HealthDocument``.
public struct CameraHealth: Codable, Sendable, Hashable {
    /// The configured name.
    public var name: String
    /// `watching`, `degraded` or `blind`.
    public var watchState: String
    /// The stable code of the reason; left out while watching.
    public var reason: String?
    /// The reason for people: cause and mend.
    public var detail: String?
    /// Since when it is in that state.
    public var since: String
    /// What it delivers; left out while it delivers nothing.
    public var format: Format?
    /// Frames a second, measured over the last seconds.
    public var framesPerSecond: Double?
    /// Seconds since the newest frame.
    public var newestFrameAgeSeconds: Double?
    /// What was counted since the daemon started.
    public var counters: Counters
    /// Events open now.
    public var openEvents: Int

    /// The form in which frames come.
    public struct Format: Codable, Sendable, Hashable {
        /// The FourCC of delivered frames.
        public var pixelFormat: String
        /// Pixels in a row.
        public var width: Int
        /// Rows.
        public var height: Int
        /// Frames a second as negotiated.
        public var framesPerSecond: Double?
        /// The FourCC of the device's own format, where it is converted.
        public var convertedFrom: String?
        /// What differs from the configuration without being refused; left out if nothing does.
        public var remarks: [String]?

        private enum CodingKeys: String, CodingKey {
            case pixelFormat = "pixel_format"
            case width, height
            case framesPerSecond = "frames_per_second"
            case convertedFrom = "converted_from"
            case remarks
        }
    }

    /// Counts since the daemon started; they only grow.
    public struct Counters: Codable, Sendable, Hashable {
        /// Frames delivered by the source.
        public var delivered: UInt64
        /// Frames lost before they reached the daemon.
        public var lostInDriver: UInt64
        /// Frames that the driver marked as damaged.
        public var damaged: UInt64
        /// Times that streaming was started anew after a loss.
        public var recoveries: UInt64
        /// Frames that the detector looked at.
        public var analysed: UInt64
        /// Frames that a newer one replaced before the detector was free.
        public var skipped: UInt64
        /// Frames that could not be decoded.
        public var undecodable: UInt64
        /// Frames that the decoder patched up.
        public var patched: UInt64
        /// Frames that were dropped because the privacy masks could not be laid over them.
        public var unmaskable: UInt64
        /// Alarms raised.
        public var alarms: UInt64
        /// Frames that a recording lost.
        public var recordingLoss: UInt64

        private enum CodingKeys: String, CodingKey {
            case delivered
            case lostInDriver = "lost_in_driver"
            case damaged, recoveries, analysed, skipped, undecodable, patched, unmaskable, alarms
            case recordingLoss = "recording_loss"
        }
    }

    /// Tells `status` in the words of the document.
    public init(_ status: CameraStatus) {
        name = status.name
        watchState = status.watchState.name
        reason = status.watchState.reason?.code
        detail = status.watchState.reason?.detail
        since = status.since.rfc3339
        format = status.format.map { format in
            Format(
                pixelFormat: format.pixelFormat.rawValue, width: format.size.width, height: format.size.height,
                framesPerSecond: format.framesPerSecond.finite, convertedFrom: format.convertedFrom,
                remarks: format.remarks.isEmpty ? nil : format.remarks)
        }
        framesPerSecond = status.measuredFramesPerSecond.finite
        newestFrameAgeSeconds = status.newestFrameAge?.finite
        counters = Counters(
            delivered: status.source.delivered, lostInDriver: status.source.lostInDriver,
            damaged: status.source.damaged, recoveries: status.source.recoveries, analysed: status.analysed,
            skipped: status.skipped, undecodable: status.undecodable, patched: status.patched,
            unmaskable: status.unmaskable, alarms: status.alarms, recordingLoss: status.recordingLoss)
        openEvents = status.openEvents
    }

    private enum CodingKeys: String, CodingKey {
        case name
        case watchState = "watch_state"
        case reason, detail, since, format
        case framesPerSecond = "frames_per_second"
        case newestFrameAgeSeconds = "newest_frame_age_seconds"
        case counters
        case openEvents = "open_events"
    }
}
