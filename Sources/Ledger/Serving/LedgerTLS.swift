import Glibc
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// Who the ledger is to sites, and whom it believes: its certificate files, read again when they change.
///
/// Invariants: TLS 1.2 or newer; a client without a certificate that the configured authority vouches for gets no connection; files
/// that cannot be used leave what was used before in force, and are told of once.
final class LedgerTLS: Sendable {
    private struct State {
        var stamp: [TLSFileStamp?]
        var context: NIOSSLContext
        var expires: Int64
        /// How often the files have been read and could be used.
        var epoch = 0
    }

    private let files: LedgerConfiguration.TLS
    private let logger: Logger
    private let state: Mutex<State>

    /// Reads the files.
    ///
    /// - Throws: ``LedgerError`` with the file that is missing or cannot be used.
    init(_ files: LedgerConfiguration.TLS, logger: Logger) throws(LedgerError) {
        self.files = files
        self.logger = logger
        let stamp = Self.stamp(of: files)
        let (context, expires) = try Self.read(files)
        state = Mutex(State(stamp: stamp, context: context, expires: expires))
    }

    /// When the ledger's own certificate expires, in seconds since 1970.
    var expires: Int64 { state.withLock { $0.expires } }

    /// How often the files have been read and could be used: what was opened under an earlier number is outdated.
    var epoch: Int { state.withLock { $0.epoch } }

    /// The context for a new connection, and under which number it is in force.
    func context() -> (context: NIOSSLContext, epoch: Int) {
        _ = refresh()
        return state.withLock { ($0.context, $0.epoch) }
    }

    /// Reads the files again if they have changed; returns how often they have been read.
    func refresh() -> Int {
        let stamp = Self.stamp(of: files)
        if let epoch = state.withLock({ $0.stamp == stamp ? $0.epoch : nil }) { return epoch }
        do throws(LedgerError) {
            let (context, expires) = try Self.read(files)
            let isNews = state.withLock { state in
                // Another request may have seen the same change.
                guard state.stamp != stamp else { return false }
                state = State(stamp: stamp, context: context, expires: expires, epoch: state.epoch + 1)
                return true
            }
            if isNews { logger.notice("the certificates were read anew; connections from before end") }
        } catch {
            let isNews = state.withLock { state in
                defer { state.stamp = stamp }
                return state.stamp != stamp
            }
            if isNews {
                logger.error(
                    "changed certificate files cannot be used; those before stay in force",
                    metadata: ["error": "\(error)"])
            }
        }
        return epoch
    }

    private static func stamp(of files: LedgerConfiguration.TLS) -> [TLSFileStamp?] {
        [files.ca, files.certificate, files.key].map { TLSFileStamp(path: $0) }
    }

    private static func read(_ files: LedgerConfiguration.TLS) throws(LedgerError) -> (NIOSSLContext, Int64) {
        let roots = try certificates(in: files.ca, key: "ca")
        let chain = try certificates(in: files.certificate, key: "certificate")
        let privateKey: NIOSSLPrivateKey
        do { privateKey = try NIOSSLPrivateKey(file: files.key, format: .pem) } catch {
            throw problem("key", files.key, "it holds no readable private key", "it must be PEM, without a passphrase")
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(privateKey))
        configuration.minimumTLSVersion = .tlsv12
        configuration.trustRoots = .certificates(roots)
        // A client's name is checked against what it says of itself, not against an address.
        configuration.certificateVerification = .noHostnameVerification
        configuration.applicationProtocols = ["http/1.1"]
        // Whoever goes on sending instead of saying goodbye is not listened to for long.
        configuration.shutdownTimeout = .milliseconds(500)
        do { return (try NIOSSLContext(configuration: configuration), Int64(chain[0].notValidAfter)) } catch {
            throw problem(
                "key", files.key, "it does not belong to the certificate in \(files.certificate)",
                "name the key that the certificate was made for")
        }
    }

    private static func certificates(in path: String, key: String) throws(LedgerError) -> [NIOSSLCertificate] {
        _ = try TextFile.read(path, limit: 1 << 20)
        guard let found = try? NIOSSLCertificate.fromPEMFile(path), !found.isEmpty else {  // told below
            throw problem(
                key, path, "it holds no readable certificate",
                "it must be PEM: text with -----BEGIN CERTIFICATE----- in it")
        }
        return found
    }

    private static func problem(_ key: String, _ path: String, _ cause: String, _ mend: String) -> LedgerError {
        LedgerError(.configuration, place: "\(key) \(path)", cause: cause, mend: mend)
    }
}
