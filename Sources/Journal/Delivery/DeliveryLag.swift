public import Timekeeping

/// What waits behind a destination's cursors.
public struct DeliveryLag: Sendable, Hashable {
    /// Entries behind the routine lane's cursor, wanted or not.
    public var entries: Int64
    /// Bytes of their records and details.
    public var bytes: Int64
    /// When the oldest of them was made.
    public var oldest: UTCTime?
    /// Files behind the cursors of the evidence lanes asked about.
    public var files: Int64
    /// Bytes of these files.
    public var fileBytes: Int64

    /// Makes a lag from its parts; by default nothing waits.
    public init(
        entries: Int64 = 0, bytes: Int64 = 0, oldest: UTCTime? = nil, files: Int64 = 0, fileBytes: Int64 = 0
    ) {
        self.entries = entries
        self.bytes = bytes
        self.oldest = oldest
        self.files = files
        self.fileBytes = fileBytes
    }
}
