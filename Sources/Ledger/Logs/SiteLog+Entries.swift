public import MerkleLog

extension SiteLog {
    /// The numbers of a batch about which the store has to be asked before ``take(_:at:known:)``.
    public func unsettled(of batch: IngestBatch) -> [Int64] {
        batch.entries.map(\.seq).filter { $0 <= newest }
    }

    /// Decides about a batch, given the leaves that are stored under those of its numbers that are.
    ///
    /// If the answer is `.taken`, `fresh` has to be stored, and the log grown over it with ``grow(over:stored:)``; everything
    /// else leaves the log as it is.
    public mutating func take(
        _ batch: IngestBatch, at place: BatchPlace, known: [Int64: TreeHash]
    ) -> EntriesVerdict {
        guard batch.refused.isEmpty else { return EntriesVerdict(answer: .refused(batch.refused)) }
        if let gap = gap(in: batch, at: place) { return EntriesVerdict(answer: .gap(resumeAfter: gap)) }

        var leaves = known
        var fresh: [LedgerEntry] = []
        var refusals: [EntryRefusal] = []
        for entry in batch.entries {
            switch leaves[entry.seq] {
            case nil:
                leaves[entry.seq] = entry.leaf
                fresh.append(entry)
            case entry.leaf: break
            default:
                refusals.append(
                    EntryRefusal(
                        seq: entry.seq, cause: "another record is stored under this number",
                        mend: "find out which one is true; what is stored here is not changed"))
            }
        }
        guard refusals.isEmpty else {
            var verdict = EntriesVerdict(
                answer: .refused(Array(refusals.prefix(IngestBatch.refusalLimit)), newest: newest))
            let numbers = refusals.prefix(10).map { "\($0.seq)" }.joined(separator: ", ")
            verdict.alarms = [AlarmNotice(.changed, "the record of entry \(numbers) came again with other content")]
            return verdict
        }
        var verdict = EntriesVerdict(
            answer: .taken(stored: fresh.count, duplicates: batch.entries.count - fresh.count))
        for entry in fresh { learn(from: entry, &verdict) }
        verdict.fresh = fresh
        count += Int64(fresh.count)
        newest = fresh.reduce(newest) { max($0, $1.seq) }
        if place.lane == .routine {
            let last = batch.entries.last?.seq ?? 0
            reach = max(reach, last, place.through ?? 0)
        }
        return verdict
    }

    /// From where the site has to send again; `nil` if nothing is missing before the batch.
    private func gap(in batch: IngestBatch, at place: BatchPlace) -> Int64? {
        guard place.lane == .routine else { return nil }
        if let after = place.after {
            // A selection's cursor also passes over what is not sent; only `through` says how far that is.
            let isComparable = order == .all || place.through != nil || reach == 0
            return isComparable && after > head ? head : nil
        }
        guard order == .all else { return nil }
        var last = head
        for entry in batch.entries {
            // Written so that no number overflows, as a ledger of an earlier version may have stored any.
            guard entry.seq - 1 <= last else { return head }
            last = max(last, entry.seq)
        }
        return nil
    }

    /// Moves ``reach`` on over entries that are stored behind it already, because they came in another lane.
    ///
    /// Behind a hole that stays, one that was quarantined, ``complete`` cannot do that. To be called after ``grow(over:stored:)``;
    /// the parameters are the same.
    public mutating func stretch<Failure: Error>(
        over fresh: [LedgerEntry], stored: (_ from: Int64) throws(Failure) -> [TreeHash]
    ) throws(Failure) {
        guard reach > complete, reach < newest else { return }
        let pending = Set(fresh.map(\.seq))
        while reach < newest {
            if pending.contains(reach + 1) {
                reach += 1
                continue
            }
            let more = try stored(reach + 1)
            guard !more.isEmpty else { return }
            reach += Int64(more.count)
        }
    }

    /// Grows the tree over entries that now follow without a gap; returns the rows of nodes to store.
    ///
    /// - Parameters:
    ///   - fresh: what is about to be stored.
    ///   - stored: the leaves of stored entries from a number on, as far as they follow without a gap; it may give fewer than
    ///     there are, but none only if the first is not there.
    public mutating func grow<Failure: Error>(
        over fresh: [LedgerEntry], stored: (_ from: Int64) throws(Failure) -> [TreeHash]
    ) throws(Failure) -> [SubtreeRow] {
        var rows: [SubtreeRow] = []
        let pending = Dictionary(fresh.map { ($0.seq, $0.leaf) }) { first, _ in first }
        guard pending[complete + 1] != nil else { return rows }
        while complete < newest {
            if let leaf = pending[complete + 1] {
                if let row = tree.append(leaf) { rows.append(row) }
                continue
            }
            let more = try stored(complete + 1)
            guard !more.isEmpty else { break }
            for leaf in more {
                if let row = tree.append(leaf) { rows.append(row) }
            }
        }
        return rows
    }
}
