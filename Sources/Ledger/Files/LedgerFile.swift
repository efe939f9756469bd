/// A picture or recording of a site, as far as the ledger has it.
public struct LedgerFile: Sendable, Hashable {
    /// The entry that tells of it.
    public var seq: Int64
    /// Where it lies, relative to the ledger's directory.
    public var path: String
    /// `image/jpeg` or `video/x-motion-jpeg`, as the site said.
    public var mediaType: String
    /// How many bytes it has when it is whole.
    public var bytes: Int64
    /// The SHA-256 of the whole, as the entry says.
    public var sha256: [UInt8]
    /// How many bytes from the beginning are durable.
    public var have: Int64
    /// When it was whole and its digest right, in nanoseconds since 1970; `nil` until then.
    public var completed: Int64?

    /// Makes one from its parts.
    public init(
        seq: Int64, path: String, mediaType: String, bytes: Int64, sha256: [UInt8], have: Int64, completed: Int64? = nil
    ) {
        self.seq = seq
        self.path = path
        self.mediaType = mediaType
        self.bytes = bytes
        self.sha256 = sha256
        self.have = have
        self.completed = completed
    }
}
