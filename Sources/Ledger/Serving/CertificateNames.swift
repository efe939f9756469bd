/// The names in an X.509 certificate (RFC 5280), read from its DER.
///
/// BoringSSL has verified the certificate before; this only finds the subject and its alternative names, which NIOSSL does not
/// hand out. Whatever does not look as it should gives no name.
public struct CertificateNames: Sendable, Hashable {
    /// The common names of the subject.
    public private(set) var common: [String] = []
    /// Alternative names that are DNS names.
    public private(set) var dns: [String] = []
    /// Alternative names that are URIs.
    public private(set) var uris: [String] = []

    /// Reads a certificate.
    public init(der: [UInt8]) {
        var outer = DERReader(der[...])
        guard var certificate = outer.read(tag: 0x30).map(DERReader.init),
            var body = certificate.read(tag: 0x30).map(DERReader.init)
        else { return }
        _ = body.read(tag: 0xA0)  // the version, which may be absent
        // Serial number, signature algorithm, issuer, validity.
        for tag: UInt8 in [0x02, 0x30, 0x30, 0x30] where body.read(tag: tag) == nil { return }
        if let subject = body.read(tag: 0x30) { common = Self.commonNames(in: subject) }
        while let (tag, value) = body.readAny() {
            if tag == 0xA3 { readExtensions(value) }
        }
    }

    private static let commonName: [UInt8] = [0x55, 0x04, 0x03]
    private static let alternativeNames: [UInt8] = [0x55, 0x1D, 0x11]

    private static func commonNames(in subject: ArraySlice<UInt8>) -> [String] {
        var names: [String] = []
        var sets = DERReader(subject)
        while let set = sets.read(tag: 0x31) {
            var pairs = DERReader(set)
            while let pair = pairs.read(tag: 0x30) {
                var parts = DERReader(pair)
                guard let identifier = parts.read(tag: 0x06), Array(identifier) == commonName,
                    let (tag, text) = parts.readAny(),
                    // UTF8String, PrintableString, IA5String; other kinds of text are not used for names of sites.
                    [0x0C, 0x13, 0x16].contains(tag), let name = String(validating: text, as: UTF8.self)
                else { continue }
                names.append(name)
            }
        }
        return names
    }

    private mutating func readExtensions(_ value: ArraySlice<UInt8>) {
        var outer = DERReader(value)
        guard var list = outer.read(tag: 0x30).map(DERReader.init) else { return }
        while let item = list.read(tag: 0x30) {
            var parts = DERReader(item)
            guard let identifier = parts.read(tag: 0x06), Array(identifier) == Self.alternativeNames else { continue }
            _ = parts.read(tag: 0x01)  // whether it is critical
            guard var names = parts.read(tag: 0x04).map(DERReader.init),
                var general = names.read(tag: 0x30).map(DERReader.init)
            else { continue }
            while let (tag, text) = general.readAny() {
                guard let name = String(validating: text, as: UTF8.self) else { continue }
                if tag == 0x82 { dns.append(name) }
                if tag == 0x86 { uris.append(name) }
            }
        }
    }
}
