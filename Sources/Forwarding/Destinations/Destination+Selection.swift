public import Journal
import MerkleLog

extension Destination {
    /// Whether it gets every entry there is, with every word in it: only then can it hold the whole log.
    public var takesEverything: Bool {
        kinds == nil && minimumSeverity == .information && disclosure.fields == .all && disclosure.cameras == nil
            && disclosure.zones == nil && disclosure.salt
    }

    /// The key by which its receipts are verified; `nil` if there is none, or it is no key.
    var ledgerKey: NoteKey? { receiptKey.flatMap { try? NoteKey(parsing: $0) } }  // its fault is among `problems`

    /// The lanes of files that it gets.
    public var evidence: Set<Lane> {
        switch disclosure.pictures {
        case .none: []
        case .snapshot: [.snapshots]
        case .all: [.snapshots, .recordings]
        }
    }

    /// What must have happened here before retention may erase what the destination was to get.
    public var demand: DeliveryDemand {
        DeliveryDemand(name: name, needsReceipt: receipt == .ledger, evidence: evidence)
    }

    /// What a storm is folded of.
    private static let folded: Set<EntryKind> = [.eventOpened, .eventUpdated, .eventClosed]

    /// Whether an entry's event's opening entry is needed to decide about the entry.
    var needsOpenings: Bool { disclosure.needsOpenings || minimumSeverity > .alarm }

    /// Whether the destination gets an entry of this lane, what it may see set aside.
    func wants(_ entry: Entry, in lane: Lane, opening: Entry?) -> Bool {
        if entry.kind == .deliverySummarised, entry.payload["destination"]?.string != name {
            // The summary of what another destination was not told is only of interest to who keeps the whole log.
            return takesEverything && lane == .routine
        }
        // A summary stands for alarms that are not sent, so it goes wherever they would go.
        let isStandIn = entry.kind == .deliverySummarised && kinds?.contains(where: Self.folded.contains) == true
        guard isStandIn || kinds?.contains(entry.kind) ?? true else { return false }
        return minimumSeverity == .information || Severity(of: entry, opening: opening) >= minimumSeverity
    }

    /// How it is served.
    func settings(batchBytes: Int, backOff: BackOff, carries: Set<DeliveryRequest.Kind>) -> DeliverySettings {
        var settings = DeliverySettings()
        settings.limits = DeliveryLimits(entries: batchLimit, bytes: batchBytes)
        settings.backOff = backOff
        settings.rate = rate.map(Double.init)
        settings.stormLimit = stormLimit
        settings.stormSeconds = stormSeconds
        settings.sendsFolded = receipt == .ledger || kinds == nil
        settings.needsReceipt = receipt == .ledger && carries.contains(.checkpoint)
        settings.evidence = carries.contains(.file) ? evidence : []
        settings.stallSeconds = stallSeconds
        return settings
    }
}
