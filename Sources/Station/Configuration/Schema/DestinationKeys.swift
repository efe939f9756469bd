/// The keys of one of `destinations`.
enum DestinationKeys {
    static let name = RequiredKey(
        "name", .name, "The destination's name. What was delivered is remembered under it; keep it for life.")
    static let url = RequiredKey(
        "url", .destinationURL, "Where entries are sent to: `https://…`; `http://…` only to this machine.")
    static let ca = DefaultedKey(
        "ca", .optional("", .path), standard: nil,
        "Certificates (PEM) that the receiver's certificate must descend from. Without it: those of the system.")
    static let certificate = DefaultedKey(
        "certificate", .optional("", .path), standard: nil,
        "Certificate (PEM) by which this site shows who it is. Needs `key`.")
    static let key = DefaultedKey(
        "key", .optional("", .path), standard: nil, "Private key (PEM) of `certificate`.")
    static let kinds = DefaultedKey(
        "kinds", .optional("all", .entryKinds), standard: nil, "Which kinds of entries are sent. `all`: every kind.")
    static let batch = DefaultedKey(
        "batch", .integer(1...1000), standard: 100, "How many entries go into one request at most.")
    static let timeout = DefaultedKey(
        "timeout", .duration(0.1...300), standard: 10, "How long the receiver may take to answer a request.")

    static let section = ConfigurationSection(
        path: "destinations[]", meaning: "Upstream receivers of the journal's entries.",
        keys: [
            name.declaration, url.declaration, ca.declaration, certificate.declaration, key.declaration,
            kinds.declaration, batch.declaration, timeout.declaration,
        ])
}
