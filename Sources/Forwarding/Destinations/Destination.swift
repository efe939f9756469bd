public import Journal

/// One upstream receiver: where its entries go, who we are to it, and which entries it gets.
///
/// A destination has its own cursor in the journal under `name`. Two destinations never share a name.
public struct Destination: Sendable, Hashable {
    /// What the configuration calls the destination, and the name of its cursor in the journal.
    public var name: String
    /// Where entries are sent to: `https://…` (batches, with POST), `mqtts://HOST:8883` (a broker) or `syslog+tls://HOST:6514`;
    /// `http://…` and `mqtt://…` to a loopback address only.
    public var url: String
    /// A PEM file with the certificate authorities that may vouch for the receiver; `nil` trusts the system's.
    public var trustedCertificates: String?
    /// A PEM file with this site's client certificate, followed by its intermediates; `nil` presents none.
    public var clientCertificate: String?
    /// A PEM file with the private key of `clientCertificate`, without a passphrase.
    public var clientKey: String?
    /// The kinds of entries this destination gets; `nil` means all.
    public var kinds: Set<EntryKind>?
    /// The least severity of entries that it gets.
    public var minimumSeverity = Severity.information
    /// What it may see of the entries that it gets, of which cameras and zones, and which pictures.
    public var disclosure = Disclosure.metadata
    /// What counts as arrived.
    public var receipt = ReceiptKind.answer
    /// The key by which a ledger's receipts are verified, as `NAME+HASH+KEY`.
    public var receiptKey: String?
    /// Whether bodies are compressed.
    public var isCompressing = false
    /// Bytes per second for routine and evidence; `nil` for no limit.
    public var rate: Int?
    /// How many openings of one rule go at once within ``stormSeconds``; 0 folds nothing.
    public var stormLimit = 3
    /// The window in which a storm is counted, in seconds.
    public var stormSeconds = 60.0
    /// After how long without an arrival, while something waits, the destination counts as stalled; seconds.
    public var stallSeconds = 600.0
    /// How a broker is used; of no meaning for other transports.
    public var mqtt = MQTTSettings()
    /// The most entries in one request, 1…10,000.
    public var batchLimit: Int
    /// Seconds from the start of a request until its answer must be complete, 0.1…600.
    public var timeoutSeconds: Double

    /// Makes a destination; see the properties. Nothing is checked here: see ``problems``.
    public init(
        name: String,
        url: String,
        trustedCertificates: String? = nil,
        clientCertificate: String? = nil,
        clientKey: String? = nil,
        kinds: Set<EntryKind>? = nil,
        batchLimit: Int = 100,
        timeoutSeconds: Double = 10
    ) {
        self.name = name
        self.url = url
        self.trustedCertificates = trustedCertificates
        self.clientCertificate = clientCertificate
        self.clientKey = clientKey
        self.kinds = kinds
        self.batchLimit = batchLimit
        self.timeoutSeconds = timeoutSeconds
    }
}
