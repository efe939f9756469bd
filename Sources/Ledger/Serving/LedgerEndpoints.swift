/// Where an open ledger is reached, with the ports that the kernel gave.
public struct LedgerEndpoints: Sendable, Hashable {
    /// The port where sites deliver.
    public var port: Int
    /// The port of health and metrics.
    public var healthPort: Int
}
