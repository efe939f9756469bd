package import Timekeeping

/// A time that a camera spent in one state.
package struct WatchSpan: Sendable, Hashable {
    /// The camera.
    package var camera: String
    /// The state.
    package var time: WatchTime
    /// From this moment on.
    package var begin: UTCTime
    /// Until before this one.
    package var end: UTCTime

    package init(camera: String, time: WatchTime, begin: UTCTime, end: UTCTime) {
        self.camera = camera
        self.time = time
        self.begin = begin
        self.end = end
    }
}
