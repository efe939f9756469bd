/// What an entry does to an event whose id is known.
enum ResolvedStep: Sendable, Hashable {
    /// The entry opens the event and gives it its id.
    case open
    /// The entry tells more of it.
    case update(Int64)
    /// The entry ends it.
    case close(Int64, reason: String)

    /// The event's id, if `seq` is the number of the entry.
    func event(seq: Int64) -> Int64 {
        switch self {
        case .open: seq
        case .update(let id), .close(let id, _): id
        }
    }
}
