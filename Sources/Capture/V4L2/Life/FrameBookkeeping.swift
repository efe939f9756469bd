/// Decides for each buffer from a driver whether it is a frame, and keeps its sequence and time in order. Pure.
///
/// Invariants: sequence numbers and timestamps of delivered frames only grow, across recoveries too; a gap in the
/// driver's count is counted as lost exactly once; a damaged buffer is neither delivered nor counted as lost.
package struct FrameBookkeeping: Sendable {
    /// What the driver says of one buffer.
    package struct Buffer: Sendable, Hashable {
        /// The driver's count, modulo 2³².
        package var sequence: UInt32
        /// Bytes in use, as the driver says.
        package var bytesUsed: Int
        /// Whether the driver calls it damaged.
        package var hasError: Bool
        /// Nanoseconds on the monotonic clock, if the driver stamps with that.
        package var kernelTime: Int64?

        package init(sequence: UInt32, bytesUsed: Int, hasError: Bool = false, kernelTime: Int64?) {
            self.sequence = sequence
            self.bytesUsed = bytesUsed
            self.hasError = hasError
            self.kernelTime = kernelTime
        }
    }

    /// What to do with a buffer.
    package enum Verdict: Sendable, Hashable {
        case deliver(sequence: UInt64, timestamp: Int64)
        case discard(Defect)
    }

    /// What is wrong with a buffer.
    package enum Defect: Sendable, Hashable {
        /// The driver set its error flag.
        case flagged
        /// It holds nothing.
        case empty
        /// It holds less than one frame.
        case short
        /// The driver claims more bytes than the buffer has.
        case oversized
    }

    /// A gap longer than this is a counter that jumped, not so many lost frames.
    package static let longestGap: UInt32 = 100_000
    /// A kernel timestamp older than so many nanoseconds, or later than now, is not believed.
    package static let oldestTime: Int64 = 10_000_000_000

    /// Frames that the driver counted and did not deliver.
    package private(set) var lost: UInt64 = 0
    /// Buffers that were discarded.
    package private(set) var damaged: UInt64 = 0
    /// Whether a frame had to be stamped with the time at which it was fetched.
    package private(set) var usesFetchTime = false

    private var previous: UInt32?
    private var sequence: UInt64 = 0
    private var timestamp = Int64.min

    package init() {}

    /// A new stream begins: the driver counts from anywhere, and what happened in between is not counted as lost.
    package mutating func restart() {
        previous = nil
    }

    /// Judges the next buffer.
    ///
    /// - Parameters:
    ///   - minimum: bytes of a whole frame, 1 for compressed formats.
    ///   - capacity: bytes of the mapping.
    ///   - now: the monotonic clock.
    package mutating func judge(_ buffer: Buffer, minimum: Int, capacity: Int, now: Int64) -> Verdict {
        advance(to: buffer.sequence)
        let defect: Defect? =
            if buffer.hasError {
                .flagged
            } else if buffer.bytesUsed <= 0 {
                .empty
            } else if buffer.bytesUsed > capacity {
                .oversized
            } else if buffer.bytesUsed < minimum {
                .short
            } else {
                nil
            }
        if let defect {
            damaged += 1
            return .discard(defect)
        }
        timestamp = max(time(of: buffer, now: now), timestamp == .min ? .min : timestamp + 1)
        return .deliver(sequence: sequence - 1, timestamp: timestamp)
    }

    private mutating func advance(to number: UInt32) {
        let step = previous.map { number &- $0 } ?? 1
        // Back, still, or absurdly far: a driver that does not count, or began anew.
        let isPlausible = step >= 1 && step <= Self.longestGap
        lost += isPlausible ? UInt64(step - 1) : 0
        sequence += isPlausible ? UInt64(step) : 1
        previous = number
    }

    private mutating func time(of buffer: Buffer, now: Int64) -> Int64 {
        if let time = buffer.kernelTime, time <= now, now - time < Self.oldestTime { return time }
        usesFetchTime = true
        return now
    }
}
