package import Imaging

/// A frame's copy on its way from capture to analysis.
package final class MailboxSlot {
    private let scratch = ByteScratch()
    private var format: PixelFormat = .grey
    private var size = FrameSize(width: 0, height: 0)
    private var bytesPerRow = 0
    private var sequence: UInt64 = 0

    /// When the frame was taken, in nanoseconds on the monotonic clock.
    package private(set) var timestamp: Int64 = 0
    /// Counts the times that the source began to stream; analysis starts anew when it changes.
    package private(set) var epoch: UInt64 = 0

    /// Makes an empty slot.
    package init() {}

    /// Copies a frame in.
    package func fill(from masked: MaskedFrame, timestamp: Int64, epoch: UInt64) {
        let frame = masked.frame
        scratch.replace(with: frame.bytes)
        format = frame.format
        size = frame.size
        bytesPerRow = frame.bytesPerRow
        sequence = frame.sequence
        self.timestamp = timestamp
        self.epoch = epoch
    }

    /// Takes over what another slot holds.
    package func copy(from other: MailboxSlot) {
        scratch.replace(with: other.scratch.bytes)
        format = other.format
        size = other.size
        bytesPerRow = other.bytesPerRow
        sequence = other.sequence
        timestamp = other.timestamp
        epoch = other.epoch
    }

    /// The frame; its bytes are valid until the slot is filled again.
    package var frame: Frame {
        Frame(
            bytes: scratch.bytes, format: format, size: size, bytesPerRow: bytesPerRow, sequence: sequence,
            timestamp: timestamp)
    }
}
