/// What the file system of a journal says of itself.
package struct SpaceMeasurement: Sendable, Hashable {
    /// Bytes that this process may still write.
    package var freeBytes: Int64
    /// Bytes of the whole file system.
    package var totalBytes: Int64
    /// Files that may still be made; `nil` where the file system does not count them.
    package var freeFiles: Int64?
    /// Whether it is mounted read-only.
    package var isReadOnly: Bool
    /// Whether the directory and the database are still those that were opened.
    package var isPresent: Bool

    /// Makes a measurement.
    package init(
        freeBytes: Int64, totalBytes: Int64, freeFiles: Int64? = nil, isReadOnly: Bool = false, isPresent: Bool = true
    ) {
        self.freeBytes = freeBytes
        self.totalBytes = totalBytes
        self.freeFiles = freeFiles
        self.isReadOnly = isReadOnly
        self.isPresent = isPresent
    }
}
