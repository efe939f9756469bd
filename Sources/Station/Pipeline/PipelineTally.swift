import Capture
import Detection
import Timekeeping

/// What a pipeline's queues tell the outside: the parts of a camera's status that change with every frame.
struct PipelineTally: Sendable {
    var watchState: WatchState
    var since: MonotonicTime
    var format: StreamFormat?
    var analysed: UInt64 = 0
    var undecodable: UInt64 = 0
    var patched: UInt64 = 0
    /// Frames that were dropped because the privacy masks could not be laid over them.
    var unmaskable: UInt64 = 0
    var measuredRate = 0.0
    var newestFrame: Int64?
    var alarms: UInt64 = 0
    var openEvents = 0
    /// When analysis last saw a frame, in nanoseconds on the monotonic clock.
    var lastSeen: Int64?
    /// The stream that frame came from.
    var lastSeenEpoch: UInt64 = 0
    /// Seconds by which that frame was old then.
    var pictureAge: Double?
    /// What is wrong with the pictures, worst first.
    var findings: [SensorFinding] = []
    /// How often something stopped being wrong without being mended, and why the last time: `reconfigured`, because it is looked
    /// for in another way, or `accepted`, because it has been so for so long that it is the camera's usual view now.
    var judgedAnew: UInt64 = 0
    var anewReason = WatchReason.reconfigured
    /// Nanoseconds spent in states that were left, by their name.
    private var spent: [String: Int64] = [:]
    /// Frames of this stream and of those before it are not looked at any more: the stream was lost.
    var deadEpoch: UInt64 = 0
    /// Frames that could not be made ready for recording.
    var recordingLoss: UInt64 = 0
    /// Frames that the ring gave up before a recording had them.
    var drainLoss: UInt64 = 0

    init(watchState: WatchState, since: MonotonicTime) {
        self.watchState = watchState
        self.since = since
    }

    /// What is wrong with the pictures is judged anew.
    mutating func judgeAnew(_ reason: String) {
        judgedAnew += 1
        anewReason = reason
    }

    /// The camera is in `state` from `moment` on.
    mutating func enter(_ state: WatchState, at moment: MonotonicTime) {
        spent[watchState.name, default: 0] += max(0, moment.nanoseconds - since.nanoseconds)
        watchState = state
        since = moment
    }

    /// Seconds spent in each state so far, by its name.
    func watchSeconds(at moment: MonotonicTime) -> [String: Double] {
        var spent = spent
        spent[watchState.name, default: 0] += max(0, moment.nanoseconds - since.nanoseconds)
        return spent.mapValues { Double($0) / 1e9 }
    }
}
