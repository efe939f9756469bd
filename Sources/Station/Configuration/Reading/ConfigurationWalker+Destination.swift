import Forwarding
import Journal

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
        let receipt = value(DestinationKeys.receipt, in: mapping)
        let receiptKey = value(DestinationKeys.receiptKey, in: mapping)

        require(DestinationKeys.key.declaration, with: DestinationKeys.certificate.declaration, in: mapping)
        require(DestinationKeys.certificate.declaration, with: DestinationKeys.key.declaration, in: mapping)
        if receipt == .ledger, !mapping.has(DestinationKeys.receiptKey.declaration) {
            report(
                DestinationKeys.receipt.declaration, in: mapping,
                "needs the key 'receipt_key' beside it: the ledger's, as `karaula-ledger key` prints it")
        }
        if receipt != .ledger, mapping.has(DestinationKeys.receiptKey.declaration) {
            report(
                DestinationKeys.receiptKey.declaration, in: mapping,
                "has a meaning only with 'receipt: ledger'; add that, or remove it")
        }
        if let url, url.lowercased().hasPrefix("http:") {
            for file in files where mapping.has(file.declaration) {
                report(file.declaration, in: mapping, "has no meaning for plain http; use https, or remove it")
            }
        }
        let disclosure = disclosure(mapping, isLedger: receipt == .ledger)
        guard let name, let url else { return nil }
        var destination = Destination(
            name: name, url: url, trustedCertificates: paths[0], clientCertificate: paths[1], clientKey: paths[2],
            kinds: kinds, batchLimit: batch, timeoutSeconds: timeout)
        destination.receipt = receipt
        destination.receiptKey = receiptKey
        destination.disclosure = disclosure
        destination.minimumSeverity = value(DestinationKeys.severity, in: mapping)
        destination.isCompressing = value(DestinationKeys.gzip, in: mapping) ?? (receipt == .ledger)
        destination.rate = value(DestinationKeys.rate, in: mapping)
        destination.stormLimit = value(DestinationKeys.storm, in: mapping)
        destination.stormSeconds = value(DestinationKeys.stormWindow, in: mapping)
        destination.stallSeconds = value(DestinationKeys.stall, in: mapping)
        destination.mqtt = mqtt(mapping, of: destination)
        checkTransport(of: destination, mapping)
        return destination
    }

    private mutating func mqtt(_ mapping: MappingNode, of destination: Destination) -> MQTTSettings {
        let section = section(DestinationKeys.mqtt, in: mapping)
        var settings = MQTTSettings(
            topicPrefix: value(MQTTKeys.topic, in: section), fallbacks: value(MQTTKeys.fallbacks, in: section) ?? [],
            sessionExpirySeconds: UInt32(value(MQTTKeys.sessionExpiry, in: section).rounded()),
            willDelaySeconds: UInt32(value(MQTTKeys.willDelay, in: section).rounded()),
            messageExpirySeconds: [:], homeAssistantPrefix: value(MQTTKeys.homeAssistant, in: section))
        for (lane, key) in [
            (Lane.alarm, MQTTKeys.alarmExpiry), (.routine, MQTTKeys.routineExpiry),
            (.snapshots, MQTTKeys.snapshotExpiry),
        ] {
            settings.messageExpirySeconds[lane] = value(key, in: section).map { UInt32($0.rounded()) }
        }
        if settings.willDelaySeconds > settings.sessionExpirySeconds {
            report(MQTTKeys.willDelay.declaration, in: section, "is longer than 'session_expiry'; make it shorter")
        }
        if destination.way != .mqtt, mapping.has(DestinationKeys.mqtt.declaration) {
            report(
                DestinationKeys.mqtt.declaration, in: mapping,
                "has a meaning only for a broker; remove it, or write the URL as mqtts://…", atValue: false)
        }
        return settings
    }

    /// What does not go together with the way to the receiver.
    private mutating func checkTransport(of destination: Destination, _ mapping: MappingNode) {
        switch (destination.way, destination.receipt) {
        case (.https, .broker):
            report(
                DestinationKeys.receipt.declaration, in: mapping,
                "cannot be broker for https, where an answer says more; use answer or ledger")
        case (.mqtt, .answer), (.syslog, .answer), (.mqtt, .ledger), (.syslog, .ledger):
            report(
                DestinationKeys.receipt.declaration, in: mapping,
                "must be broker for \(destination.way?.rawValue ?? ""): that a message was taken is all that will be "
                    + "known; send it to a ledger beside, where it must not be lost",
                atValue: mapping.has(DestinationKeys.receipt.declaration))
        default: break
        }
        guard destination.way != .https, destination.disclosure.pictures == .all || destination.way == .syslog,
            destination.disclosure.pictures != .none
        else { return }
        report(
            DestinationKeys.pictures.declaration, in: mapping,
            destination.way == .syslog
                ? "must be none for syslog" : "cannot be all for a broker, which gets no recordings; use snapshot")
    }

    private mutating func disclosure(_ mapping: MappingNode, isLedger: Bool) -> Disclosure {
        let standard = isLedger ? Disclosure.everything : .metadata
        return Disclosure(
            fields: value(DestinationKeys.fields, in: mapping) ?? standard.fields,
            cameras: value(DestinationKeys.cameras, in: mapping), zones: value(DestinationKeys.zones, in: mapping),
            pictures: value(DestinationKeys.pictures, in: mapping) ?? standard.pictures)
    }

    /// Reports cameras and places that a destination is to be told of and that do not exist: it would never be told of them.
    mutating func checkSight(of destination: Destination, _ mapping: MappingNode, cameras: [MappingNode]) {
        let names = cameras.compactMap { RulePlaces.name(of: $0, CameraKeys.name) }
        for camera in (destination.disclosure.cameras ?? []).sorted() where !names.contains(camera) {
            report(
                DestinationKeys.cameras.declaration, in: mapping,
                unknown("camera", camera, of: "the site", among: names))
        }
        let places = cameras.flatMap { camera in
            RulePlaces.names(camera, CameraKeys.zones.declaration, ZoneKeys.name)
                + RulePlaces.names(camera, CameraKeys.tripwires.declaration, TripwireKeys.name)
        }
        for zone in (destination.disclosure.zones ?? []).sorted() where !places.contains(zone) {
            report(
                DestinationKeys.zones.declaration, in: mapping,
                unknown("zone or tripwire", zone, of: "the site", among: places))
        }
    }

    private mutating func require(_ needed: KeyDeclaration, with key: KeyDeclaration, in mapping: MappingNode) {
        guard mapping.has(key), !mapping.has(needed) else { return }
        report(key, in: mapping, "needs the key '\(needed.name)' beside it", atValue: false)
    }
}
