/// What must have happened at one destination before retention may erase what it was to get.
public struct DeliveryDemand: Sendable, Hashable {
    /// The destination.
    public var name: String
    /// Whether only what a receipt covers has arrived; otherwise what the routine lane's cursor has passed.
    public var needsReceipt: Bool
    /// The lanes of evidence that it gets, whose cursors hold back files.
    public var evidence: Set<Lane>

    /// Makes a demand.
    public init(name: String, needsReceipt: Bool = false, evidence: Set<Lane> = []) {
        self.name = name
        self.needsReceipt = needsReceipt
        self.evidence = evidence
    }
}
