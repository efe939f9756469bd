package import Timekeeping

/// Something that may be erased, with everything that speaks against it.
package struct RetentionCandidate: Sendable, Hashable {
    /// What it is.
    package var target: ErasureTarget
    /// From when on its age counts.
    package var since: UTCTime
    /// Bytes that its file takes; 0 for payloads.
    package var bytes: Int64
    /// The newest entry of its event, or its own: all up to it must have been delivered.
    package var newest: Int64
    /// Whether its event is still open, or it is still being written.
    package var isOpen: Bool
    /// Whether its event is on hold.
    package var isHeld: Bool
    /// Whether files of its event are still kept: the event's details outlive them.
    package var hasFiles: Bool

    /// Makes a candidate.
    package init(
        target: ErasureTarget, since: UTCTime, bytes: Int64 = 0, newest: Int64, isOpen: Bool = false,
        isHeld: Bool = false, hasFiles: Bool = false
    ) {
        self.target = target
        self.since = since
        self.bytes = bytes
        self.newest = newest
        self.isOpen = isOpen
        self.isHeld = isHeld
        self.hasFiles = hasFiles
    }
}
