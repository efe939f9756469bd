import MerkleLog

/// Where the name of a site stands in its certificate.
public enum CertificateIdentity: String, Sendable, Hashable, CaseIterable {
    /// In the subject's common name.
    case commonName = "common-name"
    /// In a DNS name among the subject's alternative names.
    case dns
    /// In a URI among the subject's alternative names: `urn:karaula:SITE`.
    case uri

    /// The names by which a certificate counts.
    package func names(in names: CertificateNames) -> [String] {
        switch self {
        case .commonName: names.common
        case .dns: names.dns
        case .uri: names.uris.compactMap { LogOrigin(parsing: $0)?.site }
        }
    }
}
