/// What counts as "arrived" at a destination.
public enum ReceiptKind: String, Sendable, Hashable, CaseIterable {
    /// A 2xx answer.
    case answer
    /// A cosignature over the site's checkpoint, verified against the ledger's key.
    case ledger
    /// A broker's word that it took a message: the weaker promise, because it may forget it.
    case broker
}
