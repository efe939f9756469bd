import Glibc
import NIOSSL
import Timekeeping

/// Reads the certificate files of a destination and says what is wrong with them in words.
struct TLSFiles {
    let destination: Destination
    /// Seconds since 1970, to judge validity by.
    let now: Int64

    /// A configuration with TLS 1.2 or newer, the full check of the receiver's certificate and name, and our
    /// certificate if there is one.
    func configuration() throws(DeliveryError) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        if let path = destination.trustedCertificates {
            let roots = try certificates(in: path, key: "ca")
            guard roots.contains(where: { Int64($0.notValidAfter) > now }) else {
                throw problem(
                    "ca", path, "every certificate in it has expired", "fetch the sector's new one")
            }
            configuration.trustRoots = .certificates(roots)
        }
        if let path = destination.clientCertificate, let keyPath = destination.clientKey {
            let chain = try certificates(in: path, key: "certificate")
            try checkValidity(of: chain[0], path: path)
            configuration.certificateChain = chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(try key(in: keyPath))
            // Only building a context finds out whether the two belong together.
            do {
                _ = try NIOSSLContext(configuration: configuration)
            } catch {
                throw problem(
                    "key", keyPath, "it does not belong to the certificate in \(path)",
                    "name the key that the certificate was made for")
            }
        }
        return configuration
    }

    /// When the client certificate ends; `nil` if there is none.
    var clientCertificateEnd: UTCTime? {
        get throws(DeliveryError) {
            guard let path = destination.clientCertificate else { return nil }
            let seconds = Int64(try certificates(in: path, key: "certificate")[0].notValidAfter)
            let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
            return UTCTime(nanoseconds: overflow ? .max : nanoseconds)
        }
    }

    private func certificates(in path: String, key: String) throws(DeliveryError) -> [NIOSSLCertificate] {
        try checkReadable(path, key: key)
        let found: [NIOSSLCertificate]
        do {
            found = try NIOSSLCertificate.fromPEMFile(path)
        } catch {
            throw problem(
                key, path, "it holds no readable certificate",
                "it must be PEM: text with -----BEGIN CERTIFICATE----- in it")
        }
        guard !found.isEmpty else {
            throw problem(
                key, path, "it holds no certificate", "it must be PEM: text with -----BEGIN CERTIFICATE----- in it")
        }
        return found
    }

    private func key(in path: String) throws(DeliveryError) -> NIOSSLPrivateKey {
        try checkReadable(path, key: "key")
        do {
            return try NIOSSLPrivateKey(file: path, format: .pem)
        } catch {
            throw problem(
                "key", path, "it holds no readable private key",
                "it must be PEM: text with -----BEGIN PRIVATE KEY----- in it, and without a passphrase")
        }
    }

    private func checkValidity(of certificate: NIOSSLCertificate, path: String) throws(DeliveryError) {
        let from = Int64(certificate.notValidBefore)
        let until = Int64(certificate.notValidAfter)
        if until <= now {
            throw problem(
                "certificate", path, "the certificate expired on \(day(until))",
                "have it renewed and put the new one in its place; no restart is needed")
        }
        if from > now {
            throw problem(
                "certificate", path, "the certificate is valid only from \(day(from)) on",
                "see whether this machine's clock is right")
        }
    }

    private func checkReadable(_ path: String, key: String) throws(DeliveryError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            let reason = errno
            throw problem(
                key, path, String(cString: strerror(reason)),
                reason == EACCES
                    ? "let the service's user read the file" : "put the file there or correct the path")
        }
        defer { close(descriptor) }
        var info = stat()
        guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
            throw problem(key, path, "it is not a file", "name the PEM file itself")
        }
        guard info.st_size <= 1_048_576 else {
            throw problem(key, path, "it is larger than 1 MiB", "name the PEM file itself")
        }
    }

    private func day(_ seconds: Int64) -> String {
        let (nanoseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return overflow ? "a day far away" : String(UTCTime(nanoseconds: nanoseconds).rfc3339.prefix(10))
    }

    private func problem(_ key: String, _ path: String, _ cause: String, _ mend: String) -> DeliveryError {
        DeliveryError(
            .configuration, place: "destination '\(destination.name)', \(key) \(path)", cause: cause, mend: mend)
    }
}
