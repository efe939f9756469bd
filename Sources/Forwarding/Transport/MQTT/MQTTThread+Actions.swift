import CMosquitto
import Glibc

/// Doing what the machine asks for.
extension MQTTThread {
    func perform(_ actions: [MQTTMachine.Action]) {
        for action in actions {
            switch action {
            case .connect(let broker): connect(to: configuration.brokers[broker])
            case .drop: drop()
            case .publish(let message, let job, let index): publish(message, of: job, at: index)
            case .present(let state, let message): present(state, message)
            case .disconnect: client?.disconnect()
            case .answer(let job, let outcome):
                jobs[job] = nil
                loop.answer(job, outcome)
            case .end: isEnded = true
            }
        }
    }

    private func drop() {
        client = nil
        messages = [:]
        announced = []
        isEstablished = false
        isBroken = nil
    }

    private func connect(to broker: MQTTBroker) {
        drop()
        do throws(DeliveryError) {
            let certificates = broker.isEncrypted ? try configuration.checkCertificates() : nil
            guard
                let client = MQTTClient(
                    identifier: configuration.clientIdentifier,
                    certificates: broker.isEncrypted ? certificates ?? .init() : nil,
                    will: configuration.presence(.offline, true), willDelay: configuration.settings.willDelaySeconds)
            else {
                perform(machine.handle(.down(.lost("there is no memory for a connection")), at: Self.now()))
                return
            }
            self.client = client
            let failure = client.connect(
                to: broker, keepAlive: 30, sessionExpiry: configuration.settings.sessionExpirySeconds)
            if let failure { perform(machine.handle(.down(failure), at: Self.now())) }
        } catch {
            perform(machine.handle(.down(.unusable(error)), at: Self.now()))
        }
    }

    private func publish(_ number: UInt64, of job: UInt64, at index: Int) {
        guard let client, let message = jobs[job]?[index] else { return }
        if let camera = message.camera, announced.insert(camera).inserted {
            for announcement in configuration.cameraAnnouncements(camera) { _ = client.publish(announcement) }
        }
        hand(message.message, number, to: client)
    }

    private func present(_ state: PresenceState, _ number: UInt64) {
        guard let client else { return }
        hand(configuration.presence(state, false), number, to: client)
        if state == .online {
            for announcement in configuration.siteAnnouncements() { _ = client.publish(announcement) }
        }
    }

    private func hand(_ message: MQTTMessage, _ number: UInt64, to client: MQTTClient) {
        let result = client.publish(message)
        guard let refusal = result.refusal else {
            messages[result.identifier] = number
            return
        }
        switch mosq_err_t(refusal) {
        case MOSQ_ERR_OVERSIZE_PACKET, MOSQ_ERR_PAYLOAD_SIZE:
            refuse(number, 0x95, "the message is larger than the broker takes")
        case MOSQ_ERR_MALFORMED_UTF8, MOSQ_ERR_INVAL, MOSQ_ERR_MALFORMED_PACKET, MOSQ_ERR_PROTOCOL:
            refuse(number, 0x90, "the message cannot be put into MQTT: \(String(cString: mosquitto_strerror(refusal)))")
        default:
            // The library notices a lost connection while it writes; it is told of by its callback, or here.
            messages[result.identifier] = number
        }
    }

    private func refuse(_ number: UInt64, _ reason: UInt8, _ text: String) {
        let said = MQTTAcknowledgement(MQTTReason(rawValue: reason), text: text)
        perform(machine.handle(.acknowledged(message: number, said), at: Self.now()))
    }
}
