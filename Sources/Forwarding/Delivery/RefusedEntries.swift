import Journal

/// Which entries, and files of entries, a destination is known to refuse, by lane.
struct RefusedEntries: Sendable {
    private var lanes: [Int64: Set<Lane>] = [:]

    init(_ refused: [DeliveryOpening.Retry] = []) {
        for one in refused { insert(one.seq, in: one.lane) }
    }

    /// Whether the entry itself is refused, in whichever lane.
    func hasEntry(_ seq: Int64) -> Bool { lanes[seq]?.contains(where: Lane.ofEntries.contains) ?? false }

    /// The lanes in which the entry itself is refused.
    func entryLanes(of seq: Int64) -> [Lane] {
        guard let found = lanes[seq] else { return [] }
        return Lane.ofEntries.filter(found.contains)
    }

    /// The entries that are refused.
    var entries: [Int64] { lanes.keys.filter(hasEntry) }

    mutating func insert(_ seq: Int64, in lane: Lane) { lanes[seq, default: []].insert(lane) }

    mutating func remove(_ seq: Int64, in lane: Lane) {
        lanes[seq]?.remove(lane)
        if lanes[seq]?.isEmpty == true { lanes[seq] = nil }
    }
}
