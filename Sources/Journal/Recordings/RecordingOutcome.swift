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

    /// The payload of the entry that tells of it.
    func payload(path: String?, began: UTCTime) -> CanonicalValue {
        var members: [String: CanonicalValue] = [
            "state": .string(state.rawValue), "frames": .integer(Int64(frames)), "bytes": .integer(bytes),
            "cut_frames": .integer(Int64(cutFrames)), "reason": .string(reason),
            "began": .string(began.rfc3339), "index_sha256": .string(Hexadecimal.text(SHA256Sum.of(index))),
        ]
        if let path {
            members["path"] = .string(path)
            members["sha256"] = .string(Hexadecimal.text(sha256))
        }
        return .object(members)
    }
}
