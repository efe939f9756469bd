import CMosquitto
import Glibc

/// One connection through libmosquitto, which is used without its own thread: every call to it, and so every one of its
/// callbacks, happens on the thread that made it. Nothing here is shared, and nothing is locked.
///
/// The client is thrown away with its connection: libmosquitto would keep unacknowledged messages and send them on the
/// next one, but who says what is sent again is the journal's cursor alone.
final class MQTTClient {
    /// What the broker did.
    enum Event {
        case connected(maximumQoS: UInt8)
        case refused(MQTTReason)
        case acknowledged(identifier: Int32, MQTTAcknowledgement)
        case ended(Int32)
    }

    /// The files by which the two sides know each other.
    struct Certificates {
        var trusted: String?
        var certificate: String?
        var key: String?
    }

    /// Where the callbacks put what they are told; C knows it as the user data.
    final class Inbox {
        var events: [Event] = []
        var complaints: [String] = []
    }

    /// Identifiers of properties (2.2.2.2), as the library's functions take them.
    private enum Property {
        static let willDelayInterval = Int32(MQTT_PROP_WILL_DELAY_INTERVAL.rawValue)
        static let maximumQoS = Int32(MQTT_PROP_MAXIMUM_QOS.rawValue)
        static let reasonString = Int32(MQTT_PROP_REASON_STRING.rawValue)
        static let sessionExpiryInterval = Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue)
        static let messageExpiryInterval = Int32(MQTT_PROP_MESSAGE_EXPIRY_INTERVAL.rawValue)
        static let payloadFormatIndicator = Int32(MQTT_PROP_PAYLOAD_FORMAT_INDICATOR.rawValue)
        static let contentType = Int32(MQTT_PROP_CONTENT_TYPE.rawValue)
        static let userProperty = Int32(MQTT_PROP_USER_PROPERTY.rawValue)
    }

    private let handle: OpaquePointer
    let inbox = Inbox()
    private(set) var hasConnected = false

    /// Debian's directory of authorities, for destinations that name none.
    private static let systemAuthorities = "/etc/ssl/certs"
    private static let isReady = mosquitto_lib_init() == 0

    // MARK: Setting up

    /// Prepares a client; `nil` if there is no memory.
    ///
    /// - Parameters:
    ///   - identifier: the client identifier, under which the broker keeps the session.
    ///   - certificates: `nil` for a connection without TLS.
    ///   - will: what the broker says when the connection is lost.
    ///   - willDelay: seconds that it waits with that.
    init?(identifier: String, certificates: Certificates?, will: MQTTMessage, willDelay: UInt32) {
        guard Self.isReady,
            let handle = mosquitto_new(identifier, false, Unmanaged.passUnretained(inbox).toOpaque())
        else { return nil }
        self.handle = handle
        mosquitto_int_option(handle, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5)
        mosquitto_int_option(handle, MOSQ_OPT_TCP_NODELAY, 1)
        // The broker's own limit comes with its CONNACK and is obeyed; this is for brokers that name none.
        mosquitto_max_inflight_messages_set(handle, 100)
        setCallbacks()
        guard certificates.map(setCertificates) ?? true, setWill(will, delay: willDelay) else {
            mosquitto_destroy(handle)
            return nil
        }
    }

    deinit { mosquitto_destroy(handle) }

    private func setCertificates(_ files: Certificates) -> Bool {
        mosquitto_tls_set(
            handle, files.trusted, files.trusted == nil ? Self.systemAuthorities : nil, files.certificate, files.key,
            // Without this, OpenSSL asks for the passphrase of a locked key on the terminal.
            { _, _, _, _ in 0 }) == 0
            // 1 is SSL_VERIFY_PEER. No version named means TLS 1.2 or newer.
            && mosquitto_tls_opts_set(handle, 1, nil, nil) == 0
            && mosquitto_tls_insecure_set(handle, false) == 0
    }

    private func setWill(_ will: MQTTMessage, delay: UInt32) -> Bool {
        var properties = Self.properties(of: will)
        mosquitto_property_add_int32(&properties, Property.willDelayInterval, delay)
        // On success the library owns the properties.
        let code = mosquitto_will_set_v5(
            handle, will.topic, Int32(will.payload.count), will.payload, 1, will.isRetained, properties)
        if code != 0 { mosquitto_property_free_all(&properties) }
        return code == 0
    }

    private func setCallbacks() {
        mosquitto_connect_v5_callback_set(handle) { _, context, reason, _, properties in
            var quality: UInt8 = 2
            _ = mosquitto_property_read_byte(properties, Property.maximumQoS, &quality, false)
            let code = MQTTReason(rawValue: UInt8(clamping: reason))
            MQTTClient.inbox(context)?.events.append(
                reason == 0 ? .connected(maximumQoS: quality) : .refused(code))
        }
        mosquitto_publish_v5_callback_set(handle) { _, context, identifier, reason, properties in
            var words: UnsafeMutablePointer<CChar>?
            _ = mosquitto_property_read_string(properties, Property.reasonString, &words, false)
            defer { free(words) }
            let said = MQTTAcknowledgement(
                MQTTReason(rawValue: UInt8(clamping: reason)), text: words.map { String(cString: $0) })
            MQTTClient.inbox(context)?.events.append(.acknowledged(identifier: identifier, said))
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, context, code, _ in
            MQTTClient.inbox(context)?.events.append(.ended(code))
        }
        mosquitto_log_callback_set(handle) { _, context, level, text in
            guard level == MOSQ_LOG_ERR, let text else { return }
            MQTTClient.inbox(context)?.complaints.append(String(cString: text))
        }
    }

    private static func inbox(_ context: UnsafeMutableRawPointer?) -> Inbox? {
        context.map { Unmanaged<Inbox>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: Working

    /// Begins a connection without waiting for it; only the name is looked up at once.
    func connect(to broker: MQTTBroker, keepAlive: Int32, sessionExpiry: UInt32) -> MQTTFailure? {
        var properties: OpaquePointer?
        mosquitto_property_add_int32(&properties, Property.sessionExpiryInterval, sessionExpiry)
        defer { mosquitto_property_free_all(&properties) }
        // The call that does not wait takes no properties. One that waits leaves them with the client, and fails at once
        // at a host without a name.
        mosquitto_connect_bind_v5(handle, "", Int32(broker.port), keepAlive, nil, properties)
        inbox.complaints = []
        let code = mosquitto_connect_bind_async(handle, broker.host, Int32(broker.port), keepAlive, nil)
        return code > 0 ? failure(code, errno) : nil
    }

    /// The socket, or -1.
    var socket: Int32 { mosquitto_socket(handle) }

    /// Whether there is something to write as soon as the socket takes it.
    var wantsWrite: Bool { mosquitto_want_write(handle) }

    /// Does what the socket allows, and what the clock asks for; then hands over what happened.
    ///
    /// - Parameter mayWrite: whether the socket is written to; reading does what TLS asks for in any case.
    func work(mayWrite: Bool) -> (events: [Event], failure: MQTTFailure?) {
        var code: Int32 = 0
        var reason: Int32 = 0
        func run(_ call: () -> Int32) {
            guard code == 0 else { return }
            errno = 0
            code = call()
            reason = errno
        }
        // While TLS is being agreed on, reading does that, also when it has to write.
        run { mosquitto_loop_read(handle, 1) }
        if code == 0, mayWrite, wantsWrite { run { mosquitto_loop_write(handle, 1) } }
        if code == 0 { run { mosquitto_loop_misc(handle) } }
        let events = inbox.events
        inbox.events = []
        for case .connected in events { hasConnected = true }
        return (events, code == 0 ? nil : failure(code, reason))
    }

    /// Hands over a message. Returns its identifier, or the code of the library's refusal.
    func publish(_ message: MQTTMessage) -> (identifier: Int32, refusal: Int32?) {
        var properties = Self.properties(of: message)
        defer { mosquitto_property_free_all(&properties) }
        if let seconds = message.expirySeconds {
            mosquitto_property_add_int32(&properties, Property.messageExpiryInterval, seconds)
        }
        var identifier: Int32 = 0
        let code = mosquitto_publish_v5(
            handle, &identifier, message.topic, Int32(message.payload.count), message.payload, 1, message.isRetained,
            properties)
        return (identifier, code == 0 ? nil : code)
    }

    /// Says goodbye, as far as the socket takes it now.
    func disconnect() {
        mosquitto_disconnect_v5(handle, 0, nil)
    }

    private static func properties(of message: MQTTMessage) -> OpaquePointer? {
        var properties: OpaquePointer?
        mosquitto_property_add_byte(&properties, Property.payloadFormatIndicator, message.isText ? 1 : 0)
        mosquitto_property_add_string(&properties, Property.contentType, message.contentType)
        for property in message.properties {
            mosquitto_property_add_string_pair(
                &properties, Property.userProperty, property.name, property.value)
        }
        return properties
    }
}
