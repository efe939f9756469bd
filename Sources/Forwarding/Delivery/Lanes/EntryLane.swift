import Journal

/// One lane of entries of one destination: which are sent next, and what an answer means for them.
///
/// Invariants, whatever is answered:
/// - ``cursor`` moves over an entry only if the receiver accepted it, the destination does not want it, or it was
///   quarantined; it goes back only by ``rewind(to:)``.
/// - Entries are sent in the order of `seq`.
/// - An entry is quarantined only if the receiver refused it alone or by its number, *and* took something else in the same
///   search. A receiver that refuses everything (a wrong path, a certificate it does not know) quarantines nothing.
/// - An empty batch that is taken proves nothing about a receiver that denies whoever asks, nor after many refusals.
struct EntryLane: Sendable {
    /// What a request with entries of this lane is for.
    enum Attempt: Sendable, Hashable {
        /// The first `count` entries of the window, but for those that the receiver named as refused.
        case entries(count: Int)
        /// An empty batch: does the receiver take anything at all, after it refused the window's first entry?
        case emptyProbe
        /// The entry behind `suspects` refused ones, alone: does the receiver take any?
        case neighbour(suspects: Int)
    }

    /// What to do after an answer.
    enum Outcome: Sendable, Hashable {
        /// The lane moved on; these were quarantined on the way, and these accepted.
        case moved(quarantined: [Refusal], accepted: [Int64])
        /// Ask for the next request at once.
        case again
        /// Nothing got through.
        case failed(DeliveryError, retryAfterSeconds: Double?)
    }

    /// An entry that is refused for good.
    struct Refusal: Sendable, Hashable {
        var seq: Int64
        var reason: DeliveryError
    }

    /// The most entries in a row that are tried alone before the receiver counts as refusing everything.
    static let neighbourLimit = 8
    /// After so many refused entries without one that was taken, a receiver that takes empty batches refuses everything.
    static let refusalLimit = 64

    let lane: Lane
    let limits: DeliveryLimits
    var window: [PendingEntry] = []
    var scannedThrough: Int64 = 0
    /// How many entries a request may carry now; shrinks when the receiver or the link cannot take more.
    var countLimit: Int
    /// The end of the last batch that was refused: the entry to blame lies between the cursor and here.
    var suspectThrough: Int64?
    /// Whether the receiver took something since the search began.
    var searchHasProof = false
    var suspectReasons: [DeliveryError] = []
    /// Entries that were refused since one was taken.
    var refusedInRow = 0
    /// Entries of the window that the receiver refused by their numbers.
    var named: [Int64: DeliveryError] = [:]

    init(lane: Lane, limits: DeliveryLimits) {
        self.lane = lane
        self.limits = limits
        countLimit = limits.entries
    }

    /// Everything of the lane up to here is settled: what lies between it and the window's first entry is not wanted.
    var cursor: Int64 { window.first.map { $0.seq - 1 } ?? scannedThrough }

    /// Whole requests, and enough of them that a refused entry has neighbours to try.
    var loadLimit: Int {
        let requests = (Self.neighbourLimit + limits.entries) / limits.entries
        return min(limits.entries * max(1, requests), JournalReader.largestLimit)
    }

    /// Whether entries may be behind ``cursor`` that were not looked at.
    func needsLoad(head: Int64) -> Bool { window.isEmpty && head > scannedThrough }

    /// Takes what was read behind ``scannedThrough``.
    mutating func take(_ entries: [PendingEntry], scannedThrough: Int64) {
        window = entries
        self.scannedThrough = max(self.scannedThrough, scannedThrough)
    }

    /// Passes over what is settled elsewhere, up to `seq`; only while nothing is in the window.
    mutating func skip(through seq: Int64) {
        if window.isEmpty { scannedThrough = max(scannedThrough, seq) }
    }

    /// Forgets what was read but is not settled, so that nothing is kept while nothing can be sent.
    mutating func forget() {
        scannedThrough = cursor
        window = []
        endSearch()
    }

    /// Goes back to `seq`: the receiver has nothing behind it.
    mutating func rewind(to seq: Int64) {
        forget()
        scannedThrough = min(scannedThrough, seq)
    }

    /// The next request: what it is for, and the entries in it; none of them means an empty batch.
    ///
    /// - Parameter bytes: how many bytes of entries the link takes in good time.
    func nextRequest(bytes: Int) -> (attempt: Attempt, seqs: [Int64]) {
        let count = nextCount(bytes: bytes)
        let seqs = window.prefix(count).map(\.seq).filter { named[$0] == nil }
        return seqs.isEmpty ? (.emptyProbe, []) : (.entries(count: count), seqs)
    }

    /// How many entries the next request stands for.
    private func nextCount(bytes limit: Int) -> Int {
        var most = min(countLimit, window.count)
        if let suspectThrough {
            let suspects = window.prefix { $0.seq <= suspectThrough }.count
            most = min(most, max(1, suspects / 2))
        }
        let limit = min(limit, limits.bytes)
        var bytes = 0
        for index in 0..<most {
            bytes += window[index].byteCount
            if bytes > limit { return max(1, index) }
        }
        return most
    }
}
