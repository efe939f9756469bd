public import Logging

/// How a ledger is run: where it listens, whom it believes, and what was said of sites.
public struct LedgerConfiguration: Sendable, Hashable {
    /// The certificate files.
    public struct TLS: Sendable, Hashable {
        /// The authority that vouches for sites, in PEM.
        public var ca: String
        /// The ledger's own certificate and those between it and an authority, in PEM.
        public var certificate: String
        /// Its private key, in PEM.
        public var key: String

        /// Names the files.
        public init(ca: String, certificate: String, key: String) {
            self.ca = ca
            self.certificate = certificate
            self.key = key
        }
    }

    /// An address that is listened on.
    public struct Endpoint: Sendable, Hashable {
        /// Host name or address.
        public var host: String
        /// Port, 0…65535; 0 lets the kernel choose one.
        public var port: Int

        /// Names an address.
        public init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// The name under which receipts are signed.
    public var name: String
    /// The certificate files.
    public var tls: TLS
    /// Where sites deliver.
    public var listen = Endpoint(host: "0.0.0.0", port: 8471)
    /// Where health and metrics are told.
    public var health = Endpoint(host: "127.0.0.1", port: 8472)
    /// The key for receipts; `nil` for the ledger's own.
    public var receiptKey: String?
    /// Where a site's name stands in its certificate.
    public var identity = CertificateIdentity.commonName
    /// What was said of sites.
    public var rules = LedgerRules()
    /// Connections at the same time; further ones wait in the kernel's queue.
    public var connectionLimit = 512
    /// Seconds for which a connection may be idle, above 0.
    public var idleSeconds = 75.0
    /// Seconds within which a request has to be complete, above 0.
    public var requestSeconds = 120.0
    /// The lowest level that is logged.
    public var logLevel = Logger.Level.info

    /// Makes a configuration with the usual values.
    public init(name: String, tls: TLS) {
        self.name = name
        self.tls = tls
    }
}
