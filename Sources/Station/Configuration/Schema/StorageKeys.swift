/// The keys of `storage`.
enum StorageKeys {
    static let keepFree = DefaultedKey(
        "keep_free", .byteCount(1 << 20...256 << 40), standard: 1 << 30,
        "Free space below which the oldest recordings, then snapshots, go before their time. Recording stops at half of it "
            + "and goes on at three quarters.")
    static let reserve = DefaultedKey(
        "reserve", .byteCount(0...16 << 30), standard: 64 << 20,
        "Space set aside so that a full disk still takes alarms. 0: none.")
    static let horizon = DefaultedKey(
        "horizon", .duration(3600...90 * 86_400), standard: 24 * 3600,
        "How long before recording would have to stop, at the present rate, it is said.")
    static let sweep = DefaultedKey(
        "sweep", .duration(10...86_400), standard: 300, "How often what is due is erased.")
    static let checkpoint = DefaultedKey(
        "checkpoint", .duration(1...86_400), standard: 60,
        "How long an entry may wait until the log is signed with it. An alarm is signed at once, and so is a stop.")

    static let section = ConfigurationSection(
        path: "storage", meaning: "How the journal is kept, and the disk from filling up.",
        keys: [
            keepFree.declaration, reserve.declaration, horizon.declaration, sweep.declaration, checkpoint.declaration,
        ])
}
