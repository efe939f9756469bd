import Timekeeping

/// What one `retention.erased` entry is to erase.
struct Erasure: Sendable {
    var reason: RetentionPlanner.Reason
    /// All of one class.
    var retentionClass: RetentionClass
    var targets: [ErasureTarget]
    /// What the destinations demand: nothing is erased that has not arrived there.
    var destinations: [DeliveryDemand]
    var time: TimeReading
}
