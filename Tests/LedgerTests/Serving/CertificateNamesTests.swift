import FoundationEssentials
import Ledger
import TestKit
import Testing

@Suite("The names in a certificate")
struct CertificateNamesTests {
    /// `openssl req -x509 -subj "/O=Border/CN=post-4/OU=x"`, alternative names DNS:post-4.example, URI:urn:karaula:post-4,
    /// IP:10.0.0.1 and DNS:other.example.
    private static let der: [UInt8] = Array(
        Data(
            base64Encoded:
                "MIICCDCCAa2gAwIBAgIUe8uvWcWZAuQnreJccMbBoc5DfyYwCgYIKoZIzj0EAwIwLjEPMA0GA1UECgwGQm9yZGVyMQ8wDQYDVQQD"
                + "DAZwb3N0LTQxCjAIBgNVBAsMAXgwHhcNMjYxMTI3MjA0NDUwWhcNMjYxMTI4MjA0NDUwWjAuMQ8wDQYDVQQKDAZCb3JkZXIxDzAN"
                + "BgNVBAMMBnBvc3QtNDEKMAgGA1UECwwBeDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKsM4Qox9jBeL9t5HrMXegariA43kZPJ"
                + "wugbisY9A6FogR3XQY3abBqEumbPb5Gn42qBt9aoJg2LjCVTyvntS0CjgagwgaUwHQYDVR0OBBYEFOPD8mQg3avBWh9B0sb9Zz1J"
                + "+XTSMB8GA1UdIwQYMBaAFOPD8mQg3avBWh9B0sb9Zz1J+XTSMA8GA1UdEwEB/wQFMAMBAf8wQgYDVR0RBDswOYIOcG9zdC00LmV4"
                + "YW1wbGWGEnVybjprYXJhdWxhOnBvc3QtNIcECgAAAYINb3RoZXIuZXhhbXBsZTAOBgNVHQ8BAf8EBAMCB4AwCgYIKoZIzj0EAwID"
                + "SQAwRgIhAP8dIHP6DbNGkOVCm4OZSobZvoVuxCgnEWMWGT5D5Vt3AiEAwzZeEcWySCMKk8qdtbWfv2NUBvqzWahL3SBeOPnmrGQ="
        )
            ?? Data())

    @Test("are its subject's common name and its alternative names")
    func reads() {
        let names = CertificateNames(der: Self.der)
        #expect(names.common == ["post-4"])
        #expect(names.dns == ["post-4.example", "other.example"])
        #expect(names.uris == ["urn:karaula:post-4"])
        #expect(CertificateIdentity.commonName.names(in: names) == ["post-4"])
        #expect(CertificateIdentity.dns.names(in: names) == ["post-4.example", "other.example"])
        #expect(CertificateIdentity.uri.names(in: names) == ["post-4"])
    }

    @Test("are none in what is cut off")
    func cut() {
        for count in 0..<Self.der.count {
            #expect(CertificateNames(der: Array(Self.der.prefix(count))).common.isEmpty)
        }
    }

    @Test("are looked for without harm in any bytes", arguments: UInt64(0)..<200)
    func anything(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var bytes = Self.der
        for _ in 0..<4 {
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        let names = CertificateNames(der: bytes)
        #expect(names.common.count <= 3 && names.dns.count <= 40)
    }
}
