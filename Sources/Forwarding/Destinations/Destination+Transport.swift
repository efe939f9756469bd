public import MerkleLog
public import Timekeeping

extension Destination {
    /// The way to the receiver that ``url`` names; files are read and connections made only when something is delivered.
    ///
    /// - Parameters:
    ///   - origin: the log whose entries it gets.
    ///   - clock: the site's clock.
    public func makeTransport(origin: LogOrigin, clock: any SiteClock) -> any DeliveryTransport {
        switch way {
        case .mqtt: MQTTTransport(destination: self, origin: origin, settings: mqtt, clock: clock)
        case .syslog: SyslogTransport(destination: self, origin: origin, clock: clock)
        // An address of no transport is among `problems`, and refused there before anything is delivered.
        case .https, nil: HTTPSTransport(destination: self, clock: clock)
        }
    }
}
