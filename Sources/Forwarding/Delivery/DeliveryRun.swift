import Journal
import MerkleLog
import Timekeeping

/// What a forwarder holds while it runs: the machine, and what the machine's windows name, in bytes.
///
/// Never more than one window of each lane and one file: memory does not grow with what waits.
struct DeliveryRun {
    private struct Outgoing {
        var seen: DisclosedEntry
        var bytes: [UInt8]
    }

    /// A file that is being sent.
    struct File {
        var seen: DisclosedFile
        var content: EvidenceFile
    }

    let destination: Destination
    let source: String
    var machine: DeliveryMachine
    /// How many entries the request under way carries.
    var sending = 0
    var file: File?
    /// The time of the oldest entry that was read and is not settled, wanted or not.
    private(set) var oldest: TimeReading?
    private var windows: [Lane: [Outgoing]] = [:]
    /// Up to here the alarm lane was settled when delivery began: what was folded before is not known any more.
    private var alarmsKnownThrough: Int64 = 0

    init(destination: Destination, source: String, machine: DeliveryMachine) {
        self.destination = destination
        self.source = source
        self.machine = machine
    }

    mutating func begin(_ opening: DeliveryOpening) {
        windows = [:]
        file = nil
        alarmsKnownThrough = opening.cursors[.alarm] ?? 0
    }

    /// Takes entries read from the journal and tells the machine about those that are wanted.
    mutating func load(
        _ page: LanePage, of lane: Lane, openings: [Int64: Entry]
    ) -> DeliveryEvent {
        var pending: [PendingEntry] = []
        var window: [Outgoing] = []
        for entry in page.entries {
            let opening = entry.event.flatMap { openings[$0] }
            guard wants(entry, lane, opening),
                let seen = destination.disclosure.disclosed(entry, opening: opening)
            else { continue }
            let bytes = CloudEvents.event(of: seen, source: source)
            window.append(Outgoing(seen: seen, bytes: bytes))
            pending.append(
                PendingEntry(
                    seq: entry.seq, byteCount: bytes.count, alarm: lane == .alarm ? AlarmStep(entry) : nil))
        }
        windows[lane] = window
        if lane == .routine { oldest = page.entries.first?.time }
        return .loaded(lane, entries: pending, scannedThrough: page.scannedThrough)
    }

    private func wants(_ entry: Entry, _ lane: Lane, _ opening: Entry?) -> Bool {
        if lane == .routine, !machine.settings.sendsFolded, entry.seq <= alarmsKnownThrough, AlarmStep(entry) != nil {
            return false
        }
        return destination.wants(entry, in: lane, opening: opening)
    }

    /// The entries whose opening entries are needed to decide about them.
    func eventsNeeded(for entries: [Entry]) -> [Int64] {
        guard destination.needsOpenings else { return [] }
        return Set(entries.compactMap(\.event)).sorted()
    }

    /// The entries the machine asks to be sent.
    func batch(of seqs: [Int64], in lane: Lane, after: Int64, traceParent: String) -> DeliveryBatch {
        let wanted = Set(seqs)
        let parts = (windows[lane] ?? []).filter { wanted.contains($0.seen.seq) }
        return DeliveryBatch(
            source: source, lane: lane, after: after, entries: parts.map(\.seen), events: parts.map(\.bytes),
            traceParent: traceParent)
    }

    /// One entry by itself, apart from all windows; `nil` if the destination must not have it any more.
    func batch(of entry: Entry, opening: Entry?, in lane: Lane, traceParent: String) -> DeliveryBatch? {
        guard let seen = destination.disclosure.disclosed(entry, opening: opening) else { return nil }
        return DeliveryBatch(
            source: source, lane: lane, entries: [seen], events: [CloudEvents.event(of: seen, source: source)],
            traceParent: traceParent)
    }

    /// The receiver has lost what it was sent of this lane behind `seq`: what was folded there is not known any more either.
    mutating func goBack(_ lane: Lane, to seq: Int64) {
        if lane == .routine || lane == .alarm { alarmsKnownThrough = min(alarmsKnownThrough, seq) }
    }

    /// Drops what is settled, and what the machine has forgotten.
    mutating func settle() {
        for lane in Lane.ofEntries {
            guard let window = windows[lane], !window.isEmpty else { continue }
            guard let first = machine.firstPending(of: lane) else {
                windows[lane] = nil
                continue
            }
            if window[0].seen.seq < first { windows[lane]?.removeAll { $0.seen.seq < first } }
        }
        if let first = windows[.routine]?.first { oldest = first.seen.time }
        if !machine.hasFile { file = nil }
    }
}
