public import Journal
import MerkleLog

extension Disclosure {
    /// What may be seen of an entry, or `nil` if it must not be known at all.
    ///
    /// - Parameters:
    ///   - entry: the entry as the journal has it.
    ///   - opening: the entry that opened its event, if ``needsOpenings``. Without it, and with one whose payload is erased,
    ///     an alarm's further entries are held back.
    public func disclosed(_ entry: Entry, opening: Entry? = nil) -> DisclosedEntry? {
        guard mayKnow(entry, opening: opening) else { return nil }
        guard let tree = tree(for: entry.kind, concerningNoCamera: entry.camera == nil) else {
            return DisclosedEntry(entry, payload: entry.payload, isWhole: true, maySeeSalt: salt)
        }
        let allowed = tree.allowed(of: entry.payload)
        return DisclosedEntry(entry, payload: allowed.payload, isWhole: allowed.isWhole, maySeeSalt: salt)
    }

    /// The file that an entry tells of, or `nil` if it tells of none, or of one that must not be seen.
    public func file(of entry: Entry, opening: Entry? = nil) -> DisclosedFile? {
        switch (entry.kind, pictures) {
        case (.eventSnapshot, .snapshot), (.eventSnapshot, .all), (.eventRecording, .all): break
        default: return nil
        }
        return disclosed(entry, opening: opening).flatMap { DisclosedFile(telling: entry, as: $0) }
    }

    private func mayKnow(_ entry: Entry, opening: Entry?) -> Bool {
        if let cameras {
            // Entries that concern no camera themselves may still be about one, as a summary of alarms is.
            let concerned = [entry.camera, entry.payload["camera"]?.string].compactMap(\.self)
            guard concerned.allSatisfy(cameras.contains) else { return false }
        }
        guard let zones, let places = places(of: entry, opening: opening) else { return true }
        return !places.isEmpty && places.allSatisfy(zones.contains)
    }

    /// Where the alarm was that an entry is about; `nil` if it is about none, and empty if nobody knows.
    private func places(of entry: Entry, opening: Entry?) -> [String]? {
        let own = entry.payload["place"]?.string
        guard let event = entry.event, event != entry.seq else {
            return Self.alarmKinds.contains(entry.kind) || own != nil ? [own].compactMap(\.self) : nil
        }
        guard let opening, opening.seq == event else { return [] }
        if opening.kind != .eventOpened, own == nil { return nil }
        guard let first = opening.payload["place"]?.string else { return [] }
        return [first, own].compactMap(\.self)
    }

    private static let alarmKinds: Set<EntryKind> = [
        .eventOpened, .eventUpdated, .eventClosed, .eventSnapshot, .eventRecording, .eventAcknowledged,
    ]
}
