/// The keys of `cameras[].snapshot`.
enum SnapshotKeys {
    static let quality = DefaultedKey("quality", .integer(1...100), standard: 85, "JPEG quality of snapshots.")

    static let section = ConfigurationSection(
        path: "cameras[].snapshot", meaning: "The one picture that shows best why an event was raised.",
        keys: [quality.declaration])
}
