import Journal
import MerkleLog

/// A picture that one destination may see: a snapshot or a recording.
///
/// Only a ``Disclosure`` makes one, from the entry that tells of the file.
public struct DisclosedFile: Sendable, Hashable {
    /// The entry that tells of it, as the destination may see it.
    public let entry: DisclosedEntry
    /// Where it is, below the site's state directory.
    public let path: String
    /// Its size in bytes.
    public let byteCount: Int64
    /// The SHA-256 of its bytes, in lower-case hexadecimal.
    public let sha256: String
    /// Which of the two it is.
    public let isRecording: Bool

    /// `image/jpeg`, or `video/x-motion-jpeg` for a recording.
    public var mediaType: String { isRecording ? "video/x-motion-jpeg" : "image/jpeg" }

    /// For ``Disclosure`` alone; `nil` if the entry tells of no complete file.
    init?(telling original: Entry, as entry: DisclosedEntry) {
        guard let path = original.payload["path"]?.string, let byteCount = original.payload["bytes"]?.integer,
            let sha256 = original.payload["sha256"]?.string, byteCount > 0
        else { return nil }
        self.entry = entry
        self.path = path
        self.byteCount = byteCount
        self.sha256 = sha256
        isRecording = original.kind == .eventRecording
    }
}
