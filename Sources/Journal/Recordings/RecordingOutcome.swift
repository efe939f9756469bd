import MerkleLog
import Timekeeping

/// What a recording came to.
struct RecordingOutcome: Sendable, Hashable {
    var state: RecordingState
    var frames: Int
    var bytes: Int64
    var cutFrames: Int
    var sha256: [UInt8]
    /// As `RecordingIndex` writes it.
    var index: [UInt8]
    var reason: String
    /// After a crash: bytes of the file that belong to no complete frame.
    var skippedBytes: Int64 = 0
    /// After a crash: bytes behind the last complete frame, which were cut off.
    var cutBytes: Int64 = 0

    /// The payload of the entry that tells of it.
    func payload(path: String?, began: UTCTime) -> CanonicalValue {
        var members: [String: CanonicalValue] = [
            "state": .string(state.rawValue), "frames": .integer(Int64(frames)), "bytes": .integer(bytes),
            "cut_frames": .integer(Int64(cutFrames)), "reason": .string(reason),
            "began": .string(began.rfc3339), "index_sha256": .string(Hexadecimal.text(SHA256Sum.of(index))),
        ]
        if skippedBytes > 0 { members["skipped_bytes"] = .integer(skippedBytes) }
        if cutBytes > 0 { members["cut_bytes"] = .integer(cutBytes) }
        if let path {
            members["path"] = .string(path)
            members["sha256"] = .string(Hexadecimal.text(sha256))
        }
        return .object(members)
    }
}
