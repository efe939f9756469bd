import AsyncHTTPClient
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

extension DeliveryError {
    /// Translates what the HTTP client, the sockets below it or TLS threw: they throw a dozen types between them.
    init(failure: any Error, reaching destination: Destination) {
        let place = destination.place
        switch failure {
        case let error as DeliveryError:
            self = error
        case is CancellationError:
            self = .init(.cancelled, place: place, cause: "delivery was stopped", mend: "it goes on at the next start")
        case let error as HTTPClientError:
            self = Self.of(client: error, place: place, destination: destination)
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            self = Self.wrongName(place, error)
        case let error as NIOSSLError:
            self = Self.of(tls: "\(error)", place: place, destination: destination)
        case let error as BoringSSLError:
            self = Self.of(tls: "\(error)", place: place, destination: destination)
        case let error as NIOConnectionError:
            self = Self.of(connection: error, place: place)
        case let error as IOError:
            self = Self.of(io: error, place: place, destination: destination)
        case HTTPParserError.invalidEOFState:
            self = Self.lost(place, destination, "it ended in the middle of the answer")
        case ChannelError.connectTimeout:
            self = Self.unanswered(place)
        case is ChannelError:
            self = Self.lost(place, destination, "\(failure)")
        default:
            self = .init(
                .nonsense, place: place, cause: "the answer is not HTTP as it should be: \(failure)",
                mend: "see whether the URL belongs to a receiver of Karaula")
        }
    }

    private static func of(client error: HTTPClientError, place: String, destination: Destination) -> DeliveryError {
        switch error {
        case .cancelled, .requestStreamCancelled:
            return .init(.cancelled, place: place, cause: "delivery was stopped", mend: "it goes on at the next start")
        case .connectTimeout, .tlsHandshakeTimeout:
            return unanswered(place)
        case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
            return .init(
                .timedOut, place: place, cause: "no complete answer within \(destination.timeoutSeconds) s",
                mend: "smaller batches are tried by themselves; a slow link may need a longer timeout")
        case .remoteConnectionClosed:
            return lost(place, destination, "the receiver closed it")
        default:
            return .init(
                .nonsense, place: place, cause: "the exchange failed: \(error.shortDescription)",
                mend: "see whether the URL belongs to a receiver of Karaula")
        }
    }

    private static func of(tls text: String, place: String, destination: Destination) -> DeliveryError {
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            let whom = destination.trustedCertificates.map { "the authorities in \($0)" } ?? "the system's authorities"
            return .init(
                .untrustedReceiver, place: place,
                cause: "the receiver's certificate is expired or not vouched for by \(whom)",
                mend: "see ca, the receiver's certificate and both clocks")
        }
        if text.contains("ALERT") {
            let ours =
                destination.clientCertificate.map { "our certificate \($0)" } ?? "us without a client certificate"
            return .init(
                .identityRefused, place: place,
                cause: "the receiver refuses \(ours)\(alert(in: text).map { " (\($0))" } ?? "")",
                mend: "see certificate and key, and whether the receiver trusts who signed it")
        }
        if text.contains("uncleanShutdown") || text.contains("EOF during handshake") {
            return lost(place, destination, "TLS ended early")
        }
        return .init(
            .nonsense, place: place, cause: "TLS failed: \(text)",
            mend: "see whether the receiver speaks TLS 1.2 or newer on this port")
    }

    /// The alert's name, such as `TLSV13_ALERT_CERTIFICATE_REQUIRED`, out of BoringSSL's words.
    private static func alert(in text: String) -> String? {
        text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.first { $0.contains("_ALERT_") }
            .map { $0.split(separator: "_").drop { $0 != "ALERT" }.dropFirst().joined(separator: " ").lowercased() }
    }

    private static func of(connection error: NIOConnectionError, place: String) -> DeliveryError {
        if error.connectionErrors.isEmpty {
            return .init(
                .unreachable, place: place, cause: "the name '\(error.host)' does not resolve",
                mend: "see whether the name is right and name service works")
        }
        let reasons = error.connectionErrors.map { single in
            (single.error as? IOError).map { reason(of: $0) } ?? "\(single.error)"
        }
        return .init(
            .unreachable, place: place, cause: "no connection: \(Set(reasons).sorted().joined(separator: "; "))",
            mend: "see whether the receiver runs and the link is up")
    }

    private static func of(io error: IOError, place: String, destination: Destination) -> DeliveryError {
        switch error.errnoCode {
        case ECONNRESET, EPIPE, ENOTCONN:
            return lost(place, destination, reason(of: error))
        default:
            return .init(
                .unreachable, place: place, cause: "no connection: \(reason(of: error))",
                mend: "see whether the receiver runs and the link is up")
        }
    }

    private static func wrongName(_ place: String, _ error: NIOSSLExtraError) -> DeliveryError {
        .init(
            .untrustedReceiver, place: place, cause: "the receiver's certificate is for another name (\(error))",
            mend: "use the name in the certificate, or have the receiver get one for the name in the URL")
    }

    private static func unanswered(_ place: String) -> DeliveryError {
        .init(
            .unreachable, place: place, cause: "nobody answered the connection attempt in time",
            mend: "see whether the receiver runs and the link is up")
    }

    private static func lost(_ place: String, _ destination: Destination, _ how: String) -> DeliveryError {
        let hint =
            destination.clientCertificate == nil
            ? "it is tried again by itself; if it stays so, the receiver may demand a client certificate"
            : "it is tried again by itself; if it stays so, the receiver's log tells more"
        return .init(
            .connectionLost, place: place, cause: "the connection ended before the answer was complete: \(how)",
            mend: hint)
    }

    private static func reason(of error: IOError) -> String {
        String(cString: strerror(error.errnoCode))
    }
}
