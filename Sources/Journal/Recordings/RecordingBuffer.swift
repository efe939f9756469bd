/// Whole frames, one after another, on their way to the disk.
struct RecordingBuffer {
    struct Frame {
        var length: Int
        var timestamp: Int64
    }

    var bytes: [UInt8] = []
    var frames: [Frame] = []

    /// Forgets the frames and keeps the memory.
    mutating func empty() {
        bytes.removeAll(keepingCapacity: true)
        frames.removeAll(keepingCapacity: true)
    }
}
