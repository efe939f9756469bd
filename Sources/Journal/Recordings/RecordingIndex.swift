/// Where each frame of a recording lies, and when it was taken.
///
/// Form: one byte that says what follows (1: lengths and times; 2: lengths alone, for a recording that was closed after
/// a crash), then for each frame its length as a varint (LEB128) and, in form 1, the nanoseconds since the frame
/// before, zigzag-coded, as a varint. The first frame's time counts from 0 on the monotonic clock. Offsets are sums.
public struct RecordingIndex: Sendable, Hashable {
    /// One frame of a recording.
    public struct Frame: Sendable, Hashable {
        /// Offset of its first byte.
        public var offset: Int64
        /// How many bytes it has.
        public var length: Int
        /// When it was taken, on the monotonic clock of the boot that recorded it; `nil` if that was lost in a crash.
        public var timestamp: Int64?
    }

    /// The index as the database holds it.
    public private(set) var bytes: [UInt8]
    /// How many frames it tells of.
    public private(set) var count = 0
    private let hasTimes: Bool
    private var last: Int64 = 0

    /// Begins an index; without `hasTimes` only lengths are kept.
    public init(hasTimes: Bool = true) {
        self.hasTimes = hasTimes
        bytes = [hasTimes ? 1 : 2]
    }

    /// Adds the next frame. Its timestamp, in nanoseconds, may lie before that of the frame before.
    public mutating func append(length: Int, timestamp: Int64) {
        Self.append(UInt64(length), to: &bytes)
        if hasTimes {
            let delta = timestamp &- last
            Self.append(UInt64(bitPattern: (delta << 1) ^ (delta >> 63)), to: &bytes)
            last = timestamp
        }
        count += 1
    }

    /// Reads an index; `nil` if the bytes are none, or are cut off.
    public static func frames(in bytes: [UInt8]) -> [Frame]? {
        guard let form = bytes.first, form == 1 || form == 2 else { return nil }
        var frames: [Frame] = []
        var rest = bytes.dropFirst()
        var offset: Int64 = 0
        var time: Int64 = 0
        while !rest.isEmpty {
            guard let value = number(from: &rest), let length = Int(exactly: value) else { return nil }
            var timestamp: Int64?
            if form == 1 {
                guard let delta = number(from: &rest) else { return nil }
                time = time &+ (Int64(bitPattern: delta >> 1) ^ -Int64(bitPattern: delta & 1))
                timestamp = time
            }
            frames.append(Frame(offset: offset, length: length, timestamp: timestamp))
            let (end, overflows) = offset.addingReportingOverflow(Int64(length))
            guard !overflows else { return nil }
            offset = end
        }
        return frames
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func number(from bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: 0 as UInt64, through: 63, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            guard shift < 63 || byte <= 1 else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
