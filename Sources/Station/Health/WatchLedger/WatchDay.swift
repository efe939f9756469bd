package import Timekeeping

/// What one camera did on one day.
package struct WatchDay: Sendable, Hashable {
    /// The camera.
    package var camera: String
    /// The day's first moment.
    package var begin: UTCTime
    /// Nanoseconds in each state.
    package private(set) var times: [WatchTime: Int64] = [:]

    package init(camera: String, begin: UTCTime) {
        self.camera = camera
        self.begin = begin
    }

    /// Nanoseconds in all: a whole day's, but for a day that has not ended, or on which the camera was new.
    package var total: Int64 { times.values.reduce(0, +) }

    /// Nanoseconds in a state, whatever the reason.
    package func nanoseconds(in state: String) -> Int64 {
        times.reduce(0) { sum, item in item.key.state == state ? sum + item.value : sum }
    }

    package mutating func add(_ time: WatchTime, _ nanoseconds: Int64) { times[time, default: 0] += nanoseconds }
}
