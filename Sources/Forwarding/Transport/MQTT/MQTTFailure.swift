/// Why there is no connection to a broker, or no longer.
package enum MQTTFailure: Sendable, Hashable {
    /// The name of the broker's host does not resolve.
    case unresolved(String)
    /// Nothing answers there, or the network does not lead there.
    case unreachable(String)
    /// It took longer than it may.
    case timedOut
    /// The broker could not prove to be who it should be.
    case untrusted(String)
    /// The broker does not accept our certificate.
    case identityRefused(String)
    /// The broker answered that it does not want this client (`CONNACK`), or wants it no more (`DISCONNECT`).
    case refused(MQTTReason)
    /// The broker takes messages only at a quality of service at which it acknowledges nothing.
    case acknowledgesNothing
    /// The connection ended before the broker took it, without a word.
    case rejected
    /// The connection ended.
    case lost(String)
    /// The destination is configured wrongly, or a certificate file is missing or unusable.
    case unusable(DeliveryError)

    /// As an error of delivery to `place`.
    package func error(at place: String) -> DeliveryError {
        func error(_ code: DeliveryError.Code, _ cause: String, _ mend: String) -> DeliveryError {
            DeliveryError(code, place: place, cause: cause, mend: mend)
        }
        switch self {
        case .unresolved(let text):
            return error(
                .unreachable, "the name does not resolve: \(text)", "see whether DNS works and the name is right")
        case .unreachable(let text):
            return error(.unreachable, text, "see whether the broker runs, and whether the network leads there")
        case .timedOut:
            return error(
                .timedOut, "no answer in time", "it is tried again by itself; a slow link may need a longer timeout")
        case .untrusted(let text):
            return error(
                .untrustedReceiver, "the broker could not prove who it is: \(text)",
                "name the authority that vouches for it as ca, and see whether its certificate carries the host's name")
        case .identityRefused(let text):
            return error(
                .identityRefused, "the broker does not accept this site's certificate: \(text)",
                "see which authorities the broker trusts")
        case .refused(let reason):
            return refusal(reason, error)
        case .acknowledgesNothing:
            return error(
                .configuration, "the broker takes QoS 0 only, at which it acknowledges nothing",
                "use a broker that takes QoS 1")
        case .rejected:
            return error(
                .connectionLost, "the broker ended the connection before it took it",
                "see the broker's log: it may not accept this site's certificate, or not speak MQTT there")
        case .lost(let text):
            return error(.connectionLost, "the connection ended: \(text)", "it is tried again by itself")
        case .unusable(let problem):
            return problem
        }
    }

    private func refusal(
        _ reason: MQTTReason, _ error: (DeliveryError.Code, String, String) -> DeliveryError
    ) -> DeliveryError {
        let cause = "the broker says: \(reason)"
        switch reason.rawValue {
        case 0x84: return error(.nonsense, cause, "it must speak MQTT 5")
        case 0x86, 0x87, 0x8A, 0x8C:
            return error(.identityRefused, cause, "see whether the broker's access list knows this site's certificate")
        case 0x85: return error(.refused, cause, "see which client identifiers the broker takes")
        case 0x8E: return error(.conflict, cause, "another client uses this site's name: give each site its own")
        case 0x9C, 0x9D: return error(.redirected, cause, "put the broker's new address into the configuration")
        default: return error(.busy, cause, "it is tried again by itself; the broker's log tells more")
        }
    }
}
