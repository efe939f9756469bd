/// The keys of `retention`.
enum RetentionKeys {
    static let recordings = age(
        "recordings", standard: 72 * 3600, "How long recordings are kept, from their first frame.")
    static let snapshots = age("snapshots", standard: 72 * 3600, "How long snapshots are kept.")
    static let events = age(
        "events", standard: 365 * 86_400,
        "How long the details of an event are kept after its end; no shorter than `recordings` and `snapshots`.")
    static let audit = age(
        "audit", standard: 730 * 86_400,
        "How long it is kept who looked at what, took it away, held it or took note of it.")
    static let recordingsBytes = size("recordings_bytes", "What recordings may take together.")
    static let snapshotsBytes = size("snapshots_bytes", "What snapshots may take together.")
    static let bytes = size("bytes", "What the whole site may take: database, recordings and snapshots.")

    static let section = ConfigurationSection(
        path: "retention", meaning: "How long and how much is kept.",
        keys: [
            recordings.declaration, snapshots.declaration, events.declaration, audit.declaration,
            recordingsBytes.declaration, snapshotsBytes.declaration, bytes.declaration,
        ])

    private static func age(_ name: String, standard: Double, _ meaning: String) -> DefaultedKey<Double?> {
        DefaultedKey(
            name, .optional("unlimited", .duration(60...3650 * 86_400)), standard: standard, meaning)
    }

    private static func size(_ name: String, _ meaning: String) -> DefaultedKey<Int?> {
        DefaultedKey(name, .optional("unlimited", .byteCount(1 << 20...256 << 40)), standard: nil, meaning)
    }
}
