import Detection
import Imaging

/// What a camera's capture queue remembers between frames.
struct CaptureDesk {
    var watch: WatchMachine
    var book: WatchBook
    var arrivedRate = RateMeter()
    var analysedRate = RateMeter()
    var patchedRate = RateMeter()
    var unmaskableRate = RateMeter()
    /// Counts the times that the source began to stream.
    var epoch: UInt64 = 0
    /// Whether the source streams now; what analysis saw of an earlier stream says nothing about this one.
    var isStreaming = false
    /// Frames that arrived, in all.
    var arrived: UInt64 = 0
    /// What is added to a frame's timestamp to get the monotonic clock; `nil` until the first frame of an epoch.
    var timeOffset: Int64?
    /// What analysis found wrong with the pictures, as far as the watch state knows it.
    var findings: [SensorFinding] = []
    /// How often what was found had to be found anew, as far as the watch state knows it.
    var judgedAnew: UInt64 = 0
    /// Lays the privacy masks over every frame, before anything else sees it.
    let masker: FrameMasker
    /// The symptom that the open watch event is about, if it is about pictures.
    var pictured: String?
    /// Why frames of this stream could not be masked, as far as it was told.
    var toldRefusals: Set<ImagingError.Code> = []
    /// Makes JPEG frames of raw ones, for cameras that are recorded.
    let encoder: JPEGEncoder?
    /// The last moment that analysis was known to have seen a frame.
    var lastSeen: Int64?

    /// Whether the camera is being stopped: nothing is told of it any more, whatever still comes.
    var isStopping = false
    /// Whether the source has ended, and holds its device no more.
    var hasEnded = false
    /// Called when the source has ended, if somebody waits for that.
    var whenEnded: FirstCall?

    init(watch: WatchMachine, book: WatchBook, masks: [Polygon], quality: Int?) {
        self.watch = watch
        self.book = book
        masker = FrameMasker(masks: masks)
        encoder = quality.map { JPEGEncoder(quality: $0) }
    }
}
