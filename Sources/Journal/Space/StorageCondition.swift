/// What may be wrong with the place where a journal lies; each is a state with a beginning and an end.
public enum StorageCondition: String, Sendable, Hashable, CaseIterable {
    /// At the present rate the disk is full before long.
    case filling
    /// So little space is left that nothing is recorded any more; events and snapshots are still taken.
    case low
    /// Nothing is left; the journal lives on its reserve.
    case full
    /// The file system takes no more files.
    case noInodes = "no-inodes"
    /// The file system does not let itself be written to.
    case readOnly = "read-only"
    /// Writing or syncing fails.
    case failing
    /// The directory is not the one that was opened: it was unmounted, moved or deleted.
    case missing

    /// Whether nothing is recorded while it lasts.
    public var stopsRecording: Bool { self != .filling }

    /// What a technician can do about it.
    public var mend: String {
        switch self {
        case .filling: "Free space, add space, or keep less (retention)"
        case .low, .full:
            "Free space on this file system, or keep less (retention); it goes on by itself when there is room"
        case .noInodes: "Delete files on this file system; it goes on by itself then"
        case .readOnly:
            "Check the file system (dmesg: the kernel may have stopped writes), and mount it for writing"
        case .failing: "Check the disk (dmesg, smartctl) and its cable; back up the journal now"
        case .missing: "Mount the file system again, or restart Karaula if it is another disk now"
        }
    }
}
