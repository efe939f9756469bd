/// A file of the journal that is open for reading.
public struct EvidenceFile: Sendable {
    /// Its size by the journal, in bytes.
    public var total: Int64
    /// Its SHA-256 by the journal.
    public var sha256: [UInt8]
    /// Whether it is a recording.
    public var isRecording: Bool
    /// Up to `count` bytes from an offset; fewer only at the end of the file.
    public var read: @Sendable (_ offset: Int64, _ count: Int) throws(DeliveryError) -> [UInt8]

    /// Makes a file from its parts.
    public init(
        total: Int64, sha256: [UInt8], isRecording: Bool,
        read: @escaping @Sendable (_ offset: Int64, _ count: Int) throws(DeliveryError) -> [UInt8]
    ) {
        self.total = total
        self.sha256 = sha256
        self.isRecording = isRecording
        self.read = read
    }
}
