/// Which of its entries a site sends.
public enum IngestOrder: String, Sendable, Hashable, CaseIterable {
    /// All: a hole is a loss, and a receipt says that nothing is missing.
    case all
    /// A selection: holes say nothing, and a receipt says only that the log was not rewritten.
    case selection
}
