import Journal
import MerkleLog

/// What a forwarder holds while it runs: the machine, and the entries that the machine's window names.
struct DeliveryRun {
    var machine: DeliveryMachine
    /// How many entries the request under way carries.
    var sending = 0
    private var window: [(entry: Entry, bytes: [UInt8])] = []
    /// The oldest entry that was read and is not settled, wanted or not.
    private(set) var oldest: Entry?

    init(machine: DeliveryMachine) {
        self.machine = machine
    }

    /// Takes the entries read from the journal and tells the machine about those that are wanted.
    mutating func load(_ entries: [Entry], after: Int64, wanting kinds: Set<EntryKind>?, source: String)
        -> DeliveryEvent
    {
        window = entries.filter { kinds?.contains($0.kind) ?? true }
            .map { ($0, CloudEvents.event(of: $0, source: source)) }
        oldest = entries.first
        return .loaded(
            entries: window.map { PendingEntry(seq: $0.entry.seq, byteCount: $0.bytes.count) },
            scannedThrough: entries.last?.seq ?? after)
    }

    /// The entries the machine asks to be sent.
    func batch(of seqs: [Int64], source: String) -> DeliveryBatch {
        let wanted = Set(seqs)
        let parts = window.filter { wanted.contains($0.entry.seq) }
        return DeliveryBatch(source: source, entries: parts.map(\.entry), events: parts.map(\.bytes))
    }

    /// The entry numbered `seq`, if the window has it.
    func entry(_ seq: Int64) -> Entry? {
        window.first { $0.entry.seq == seq }?.entry
    }

    /// Drops what is settled.
    mutating func settle(through seq: Int64) {
        window.removeAll { $0.entry.seq <= seq }
        if window.isEmpty { window = [] }
        oldest = window.first?.entry
    }

    /// Drops the entries before a wait; only the oldest one's time is still of use.
    mutating func forget() {
        window = []
    }
}
