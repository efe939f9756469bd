package import Journal

/// Holds a picture from before anything was wrong, and the present one.
///
/// It lives on the camera's analysis queue. Invariants: the picture from before is never one in which something was suspected; the
/// present one is never a slot that capture may fill again; once it has held the largest frame, nothing is allocated.
package struct SightAlbum {
    /// A picture that is wanted: of which event, and what is written on it.
    package struct Wish: Sendable, Hashable {
        package var token: EventToken
        package var label: String

        package init(token: EventToken, label: String) {
            self.token = token
            self.label = label
        }
    }

    /// Nanoseconds between two pictures from before.
    static let interval: Int64 = 10_000_000_000
    /// Wishes that are kept: the oldest goes first.
    package static let mostWishes = 4

    private let kept = MailboxSlot()
    private var keptAt: Int64?
    private var wishes: [Wish] = []
    /// The present frame; `nil` if the newest one could not be looked at.
    package private(set) var present: MailboxSlot?

    /// Makes an album without pictures.
    package init() {}

    /// The picture from before; `nil` if there was none.
    package var before: MailboxSlot? { keptAt == nil ? nil : kept }

    /// The mailbox was asked for the next frame, and has the slot of the last one back.
    package mutating func turn() { present = nil }

    /// A frame was looked at.
    ///
    /// - Returns: the pictures that were wanted while there was none.
    package mutating func note(_ slot: MailboxSlot, isUndisturbed: Bool) -> [Wish] {
        present = slot
        if isUndisturbed, keptAt.map({ slot.timestamp - $0 >= Self.interval || slot.timestamp < $0 }) ?? true {
            kept.copy(from: slot)
            keptAt = slot.timestamp
        }
        guard !wishes.isEmpty else { return [] }
        defer { wishes.removeAll() }
        return wishes
    }

    /// The present picture is wanted; if there is none, the next one will do.
    package mutating func want(_ wish: Wish) -> MailboxSlot? {
        if let present { return present }
        if wishes.count == Self.mostWishes { wishes.removeFirst() }
        wishes.append(wish)
        return nil
    }
}
