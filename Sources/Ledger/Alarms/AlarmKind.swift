/// What a ledger raises an alarm of its own about.
public enum AlarmKind: String, Sendable, Hashable, CaseIterable {
    /// A checkpoint contradicts what was cosigned or stored: the log was rewritten.
    case forked
    /// A checkpoint is smaller than one that was cosigned: the log lost its end, or an old copy of it runs.
    case shrunk
    /// An entry came again with another record.
    case changed
    /// The log names a key to which the one before did not hand over.
    case keyChanged = "key-changed"
    /// A site has not been heard of for its time.
    case silent
    /// The ledger's clock is behind a time that it has signed: no receipts are signed.
    case clock

    /// Whether it ends by itself when its reason does; the others stay until a person has looked.
    public var endsByItself: Bool { self == .silent || self == .clock }
}
