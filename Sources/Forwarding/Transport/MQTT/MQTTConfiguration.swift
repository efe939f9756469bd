/// What a connection to a broker needs to know; the same for its whole life.
struct MQTTConfiguration: Sendable {
    /// The brokers, the preferred one first.
    var brokers: [MQTTBroker]
    /// Under which name the broker keeps the session.
    var clientIdentifier: String
    /// How the brokers are used.
    var settings: MQTTSettings
    /// Seconds that a broker has to take the connection.
    var connectSeconds: Double
    /// How attempts that nobody waits for are spaced.
    var backOff: BackOff
    /// Looks at the certificate files before each connection, so that what is wrong with them is said in words.
    var checkCertificates: @Sendable () throws(DeliveryError) -> MQTTClient.Certificates?
    /// What says that the site is there or not; `true` for the last will.
    var presence: @Sendable (PresenceState, _ isWill: Bool) -> MQTTMessage
    /// What announces the site to Home Assistant; empty if nothing does.
    var siteAnnouncements: @Sendable () -> [MQTTMessage]
    /// What announces a camera to Home Assistant; empty if nothing does.
    var cameraAnnouncements: @Sendable (String) -> [MQTTMessage]
}
