import Synchronization
import Timekeeping

/// The certificate files of a destination, as the present connection was made with them.
final class MQTTCertificates: Sendable {
    private let destination: Destination
    private let clock: any SiteClock
    /// What the files were when they were last looked at for a connection.
    private let stamps = Mutex<[FileStamp?]?>(nil)

    init(destination: Destination, clock: any SiteClock) {
        self.destination = destination
        self.clock = clock
    }

    /// Looks at the files for a connection that is about to be made.
    ///
    /// - Throws: what is wrong with them, in words.
    func check() throws(DeliveryError) -> MQTTClient.Certificates {
        let current = Self.stamps(of: destination)
        stamps.withLock { $0 = current }
        try destination.checkCertificates(at: clock.reading().utc)
        return MQTTClient.Certificates(
            trusted: destination.trustedCertificates, certificate: destination.clientCertificate,
            key: destination.clientKey)
    }

    /// Whether a file was replaced since the last connection was made.
    var haveChanged: Bool {
        guard let known = stamps.withLock({ $0 }) else { return false }
        return known != Self.stamps(of: destination)
    }

    private static func stamps(of destination: Destination) -> [FileStamp?] {
        [destination.trustedCertificates, destination.clientCertificate, destination.clientKey].map {
            $0.flatMap(FileStamp.init(path:))
        }
    }
}
