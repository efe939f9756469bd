import Forwarding

/// The keys of one of `destinations`.
enum DestinationKeys {
    static let name = RequiredKey(
        "name", .name, "The destination's name. What was delivered is remembered under it; keep it for life.")
    static let url = RequiredKey(
        "url", .destinationURL,
        "Where entries are sent to: `https://…`, `mqtts://…` or `syslog+tls://…`; `http://…` and `mqtt://…` only to this "
            + "machine.")
    static let ca = DefaultedKey(
        "ca", .optional("", .path), standard: nil,
        "Certificates (PEM) that the receiver's certificate must descend from. Without it: those of the system.")
    static let certificate = DefaultedKey(
        "certificate", .optional("", .path), standard: nil,
        "Certificate (PEM) by which this site shows who it is. Needs `key`.")
    static let key = DefaultedKey(
        "key", .optional("", .path), standard: nil, "Private key (PEM) of `certificate`.")

    static let receipt = DefaultedKey(
        "receipt", .choice(ReceiptKind.allCases.map { ($0.rawValue, $0) }), standard: .answer,
        "What counts as arrived. `answer`: a 2xx answer. `ledger`: a signature over the log, verified by `receipt_key`; "
            + "until then nothing is erased. `broker`: a broker's word, which is weaker.")
    static let receiptKey = DefaultedKey(
        "receipt_key", .optional("", .receiptKey), standard: nil,
        "The ledger's verifier key, as `karaula-ledger key` prints it. Needed for `receipt: ledger`.")

    static let kinds = DefaultedKey(
        "kinds", .optional("all", .entryKinds), standard: nil,
        "Which kinds of entries are sent. `all`: every kind. Summaries of alarms go wherever `event.opened`, "
            + "`event.updated` or `event.closed` go.")
    static let severity = DefaultedKey(
        "severity", .choice(Severity.allCases.map { ($0.rawValue, $0) }), standard: .information,
        "The least that is sent. `assistance`: somebody may need help. `alarm`: these and all other alarms. `warning`: "
            + "these and what is wrong with the site. `information`: everything.")
    static let cameras = DefaultedKey(
        "cameras", .optional("all", .names), standard: nil, "The cameras that are told of. `all`: every one.")
    static let zones = DefaultedKey(
        "zones", .optional("all", .placeNames), standard: nil,
        "The zones and tripwires whose alarms are told of. `all`: every one, and the whole image.")
    static let fields = DefaultedKey(
        "fields", .optional("", .fields), standard: nil,
        "What may be seen of the details: `all`, `metadata` (which rule and where, but neither place in the picture nor "
            + "people's names), or a list of members. Without it: `all` for a ledger, else `metadata`.")
    static let pictures = DefaultedKey(
        "pictures", .optional("", .choice(Pictures.allCases.map { ($0.rawValue, $0) })), standard: nil,
        "Which pictures are sent: `none`, `snapshot`, or `all`, which is recordings too. Without it: `all` for a "
            + "ledger, else `none`.")

    static let batch = DefaultedKey(
        "batch", .integer(1...1000), standard: 100, "How many entries go into one request at most.")
    static let timeout = DefaultedKey(
        "timeout", .duration(0.1...300), standard: 10, "How long the receiver may take to answer a request.")
    static let gzip = DefaultedKey(
        "gzip", .optional("", .flag), standard: nil,
        "Whether entries are sent compressed. Without it: `true` for a ledger, else `false`.")
    static let rate = DefaultedKey(
        "rate", .optional("unlimited", .byteCount(1000...1 << 30)), standard: nil,
        "Bytes a second for what may wait: routine entries, snapshots, recordings. Alarms never wait for it.")
    static let storm = DefaultedKey(
        "storm", .integer(0...1000), standard: 3,
        "How many alarms of one camera and rule go at once within `storm_window`; more become a counted summary. The "
            + "journal keeps all. Never for assistance. `0`: no summaries.")
    static let stormWindow = DefaultedKey(
        "storm_window", .duration(1...3600), standard: 60, "The time in which `storm` counts, and between summaries.")
    static let stall = DefaultedKey(
        "stall", .duration(10...86_400), standard: 600,
        "How long nothing may arrive while something waits, before that is told and the destination counts as stalled.")

    static let mqtt = SectionKey("mqtt", MQTTKeys.section)

    static let section = ConfigurationSection(
        path: "destinations[]", meaning: "Upstream receivers of the journal's entries.",
        keys: [
            name.declaration, url.declaration, ca.declaration, certificate.declaration, key.declaration,
            receipt.declaration, receiptKey.declaration, kinds.declaration, severity.declaration,
            cameras.declaration, zones.declaration, fields.declaration, pictures.declaration, batch.declaration,
            timeout.declaration, gzip.declaration, rate.declaration, storm.declaration, stormWindow.declaration,
            stall.declaration, mqtt.declaration,
        ])
}
