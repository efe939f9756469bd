/// Holds a picture from before anything was wrong, and the present one.
///
/// It lives on the camera's analysis queue. Invariants: the picture from before is never one in which something was suspected;
/// once it has held the largest frame, nothing is allocated.
struct SightAlbum {
    /// Nanoseconds between two pictures from before.
    static let interval: Int64 = 10_000_000_000

    private let kept = MailboxSlot()
    private var keptAt: Int64?
    /// The present frame; valid until the mailbox is asked for the next one.
    private(set) var present: MailboxSlot?

    /// The picture from before; `nil` if there was none.
    var before: MailboxSlot? { keptAt == nil ? nil : kept }

    /// A frame was looked at.
    mutating func note(_ slot: MailboxSlot, isUndisturbed: Bool) {
        present = slot
        guard isUndisturbed, keptAt.map({ slot.timestamp - $0 >= Self.interval || slot.timestamp < $0 }) ?? true else {
            return
        }
        kept.copy(from: slot)
        keptAt = slot.timestamp
    }
}
