/// What a reader of the pre-roll ring learns about the frame it was given.
package struct PrerollFrame: Equatable {
    /// Its number in the ring.
    package var index: UInt64
    /// When it was taken, in nanoseconds on the monotonic clock.
    package var timestamp: Int64
    /// Frames that were overwritten between the reader's position and this one.
    package var missed: UInt64

    package init(index: UInt64, timestamp: Int64, missed: UInt64) {
        self.index = index
        self.timestamp = timestamp
        self.missed = missed
    }
}
