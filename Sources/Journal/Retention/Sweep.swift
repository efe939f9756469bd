import Timekeeping

/// One pass over everything that may be erased.
struct Sweep {
    var planner: RetentionPlanner
    var deliveredThrough: DeliveredThrough
    var budget: SpaceBudget
    /// The classes that are still to be looked at, the present one first.
    var classes: [RetentionClass]
    /// What was chosen and is not erased yet.
    var erasures: [Erasure] = []
    /// Whether the page before gave anything.
    var gave = false
    /// Whether no page of the present class was taken yet.
    var isFirstPage = true
    var erased = 0
    var isForSpace: Bool
    /// Called when it is over.
    var completion: (@Sendable () -> Void)?
    /// Who asked for another one meanwhile.
    var followers: [@Sendable () -> Void] = []

    mutating func takeErasure() -> Erasure? { erasures.isEmpty ? nil : erasures.removeFirst() }
}
