import Journal
import Timekeeping

/// How far the files of a destination have come.
struct EvidenceProgress: Sendable {
    /// The file under way.
    struct Progress: Sendable {
        var lane: Lane
        var file: PendingFile
        /// Whether a person asked for it; no cursor moves by it then.
        var isRetry: Bool
        /// Bytes that the receiver has for sure; `nil` if that is to be asked first.
        var have: Int64?
        var stepsWithoutProgress = 0
        var wrongDigests = 0
        var refusals = 0
        var unknowns = 0
    }

    var cursors: [Lane: Int64] = [:]
    /// How far each lane had come before it went back.
    var sentThrough: [Lane: Int64] = [:]
    var progress: Progress?
    var gauge = LinkGauge()
    var wait = JobWait()
    /// Whether the receiver ever took a file since the start: one that never did refuses files, and not this one.
    var hasTaken = false
}
