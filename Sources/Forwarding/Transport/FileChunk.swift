import FoundationEssentials

/// A piece of a snapshot or recording, or the question how much of it the receiver has.
public struct FileChunk: Sendable, Hashable {
    /// The `source` of the entry that tells of the file.
    public var source: String
    /// The entry that tells of the file.
    public var seq: Int64
    /// The camera that took it.
    public var camera: String?
    /// The event it belongs to.
    public var event: Int64?
    /// `image/jpeg`, or `video/x-motion-jpeg` for a recording.
    public var mediaType: String
    /// Where in the file the piece begins, in bytes.
    public var offset: Int64
    /// The piece; empty in a question.
    public var bytes: [UInt8]
    /// The size of the whole file, in bytes.
    public var total: Int64
    /// The SHA-256 of the whole file.
    public var sha256: [UInt8]
    /// The `traceparent` of the request (W3C Trace Context).
    public var traceParent: String?

    /// Makes a piece from its parts.
    public init(
        source: String, seq: Int64, mediaType: String, offset: Int64, bytes: [UInt8], total: Int64, sha256: [UInt8],
        traceParent: String? = nil, camera: String? = nil, event: Int64? = nil
    ) {
        self.source = source
        self.seq = seq
        self.camera = camera
        self.event = event
        self.mediaType = mediaType
        self.offset = offset
        self.bytes = bytes
        self.total = total
        self.sha256 = sha256
        self.traceParent = traceParent
    }

    /// `Content-Range` (RFC 9110, 14.4): `bytes A-B/TOTAL`, or `bytes */TOTAL` in a question.
    public var contentRange: String {
        bytes.isEmpty ? "bytes */\(total)" : "bytes \(offset)-\(offset + Int64(bytes.count) - 1)/\(total)"
    }

    /// `Repr-Digest` (RFC 9530) of the whole file.
    public var digest: String { "sha-256=:\(Data(sha256).base64EncodedString()):" }
}
