import Forwarding

extension ConfigurationWalker {
    /// One of `destinations`.
    mutating func destination(_ mapping: MappingNode) -> Destination? {
        let name = value(DestinationKeys.name, in: mapping)
        let url = value(DestinationKeys.url, in: mapping)
        let files = [DestinationKeys.ca, DestinationKeys.certificate, DestinationKeys.key]
        let paths = files.map { value($0, in: mapping).map { resolved($0) } }
        let kinds = value(DestinationKeys.kinds, in: mapping)
        let batch = value(DestinationKeys.batch, in: mapping)
        let timeout = value(DestinationKeys.timeout, in: mapping)

        require(DestinationKeys.key.declaration, with: DestinationKeys.certificate.declaration, in: mapping)
        require(DestinationKeys.certificate.declaration, with: DestinationKeys.key.declaration, in: mapping)
        if let url, url.lowercased().hasPrefix("http:") {
            for file in files where mapping.has(file.declaration) {
                report(file.declaration, in: mapping, "has no meaning for plain http; use https, or remove it")
            }
        }
        guard let name, let url else { return nil }
        return Destination(
            name: name, url: url, trustedCertificates: paths[0], clientCertificate: paths[1], clientKey: paths[2],
            kinds: kinds, batchLimit: batch, timeoutSeconds: timeout)
    }

    private mutating func require(_ needed: KeyDeclaration, with key: KeyDeclaration, in mapping: MappingNode) {
        guard mapping.has(key), !mapping.has(needed) else { return }
        report(key, in: mapping, "needs the key '\(needed.name)' beside it", atValue: false)
    }
}
