/// One thing that is erased whole.
package enum ErasureTarget: Sendable, Hashable {
    /// The file of the recording with this number.
    case recording(Int64)
    /// The file of the snapshot that this entry tells of.
    case snapshot(Int64)
    /// The payloads of the event with this number.
    case event(Int64)
    /// The payload of this audit entry.
    case audit(Int64)
    /// A file that was found without a row and set aside, by its path relative to the journal's directory.
    case orphan(String)

    /// The class whose rule it falls under.
    package var retentionClass: RetentionClass {
        switch self {
        case .recording, .orphan: .recordings
        case .snapshot: .snapshots
        case .event: .events
        case .audit: .audit
        }
    }
}
