/// What must be freed beyond what age demands.
package struct SpaceNeed: Sendable, Hashable {
    /// Bytes.
    package var bytes: Int64
    /// Files, where inodes run out.
    package var files: Int64

    /// Makes a need; nothing by default.
    package init(bytes: Int64 = 0, files: Int64 = 0) {
        self.bytes = bytes
        self.files = files
    }

    /// Whether nothing is needed.
    package var isMet: Bool { bytes <= 0 && files <= 0 }
}
