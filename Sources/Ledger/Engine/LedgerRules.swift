public import MerkleLog

/// What a person has said of sites: how their logs are taken.
public struct LedgerRules: Sendable, Hashable {
    /// What was said of one site.
    public struct Site: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// The name in its certificate; the site's own if nothing else was said.
        public var certificate: String
        /// Which of its entries it sends.
        public var order = IngestOrder.all
        /// The key by which its log signs; `nil` to learn it from the log.
        public var key: NoteKey?
        /// Seconds without a word after which it is silent; `nil` for never.
        public var silenceSeconds: Double?

        /// Names a site whose certificate has the same name.
        public init(name: String, certificate: String? = nil) {
            self.name = name
            self.certificate = certificate ?? name
        }
    }

    /// The sites, in the order of their names; `nil` if every certificate of the authority is one of a site of that name.
    public var sites: [Site]?
    /// Seconds without a word after which a site is silent of which nothing else was said; `nil` for never.
    public var silenceSeconds: Double?

    /// Makes rules; by default every certificate is a site's.
    public init(sites: [Site]? = nil, silenceSeconds: Double? = 900) {
        self.sites = sites
        self.silenceSeconds = silenceSeconds
    }

    /// What holds for a site, whoever asks; what was not said of it by itself is the default.
    public func site(named name: String) -> Site {
        if let site = sites?.first(where: { $0.name == name }) { return site }
        var site = Site(name: name)
        site.silenceSeconds = silenceSeconds
        return site
    }

    /// The sites in whose name the holder of a certificate may speak, given the names in the certificate.
    public func sites(ofCertificate names: [String]) -> [String] {
        guard let sites else { return names }
        return sites.filter { names.contains($0.certificate) }.map(\.name)
    }
}
