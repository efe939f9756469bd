/// What one request to a receiver carries.
public enum DeliveryRequest: Sendable {
    /// Entries, as CloudEvents.
    case entries(DeliveryBatch)
    /// The newest checkpoint, for the receiver to cosign.
    case checkpoint(CheckpointSubmission)
    /// A piece of a file.
    case file(FileChunk)

    /// The kinds of requests; a transport says which of them it can carry.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case entries, checkpoint, file
    }

    /// Which kind this is.
    public var kind: Kind {
        switch self {
        case .entries: .entries
        case .checkpoint: .checkpoint
        case .file: .file
        }
    }
}
