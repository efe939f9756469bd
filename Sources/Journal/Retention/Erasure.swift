import Timekeeping

/// What one `retention.erased` entry is to erase.
struct Erasure: Sendable {
    var reason: RetentionPlanner.Reason
    /// All of one class.
    var retentionClass: RetentionClass
    var targets: [ErasureTarget]
    /// The destinations that must have been told everything about what is erased.
    var destinations: [String]
    var time: TimeReading
}
