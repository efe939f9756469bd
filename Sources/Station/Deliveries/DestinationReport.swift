public import Forwarding
public import Journal

/// How a destination stands, with what takes a look into the journal.
public struct DestinationReport: Sendable, Hashable {
    /// What delivery says of it.
    public var status: DestinationStatus
    /// What waits for it.
    public var lag: DeliveryLag

    /// Makes a report from its parts.
    public init(status: DestinationStatus, lag: DeliveryLag) {
        self.status = status
        self.lag = lag
    }
}
