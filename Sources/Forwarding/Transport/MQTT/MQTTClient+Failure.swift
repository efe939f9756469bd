import CMosquitto
import Glibc

extension MQTTClient {
    /// What a code of the library means; its complaints tell the difference between kinds of TLS failures.
    func failure(_ code: Int32, _ reason: Int32) -> MQTTFailure {
        let complaint = inbox.complaints.joined(separator: "; ")
        let words = complaint.isEmpty ? String(cString: mosquitto_strerror(code)) : complaint
        if complaint.contains("verif") { return .untrusted(words) }
        if complaint.contains("alert") { return .identityRefused(words) }
        switch mosq_err_t(code) {
        case MOSQ_ERR_EAI: return .unresolved(String(cString: gai_strerror(reason)))
        case MOSQ_ERR_KEEPALIVE: return .lost("the broker does not answer any more")
        case MOSQ_ERR_ERRNO where reason != 0:
            // EPROTO is what the library makes of every failure of TLS, also where TLS has nothing to say of it.
            if reason == EPROTO, !hasConnected { return .rejected }
            let text = reason == EPROTO ? "the other side ended it" : String(cString: strerror(reason))
            return hasConnected ? .lost(text) : .unreachable(text)
        case MOSQ_ERR_CONN_LOST where !hasConnected: return .rejected
        default: return hasConnected ? .lost(words) : .unreachable(words)
        }
    }
}
