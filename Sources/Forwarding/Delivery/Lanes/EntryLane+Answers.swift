import Journal

/// What an answer means for a lane, and the search for an entry that is refused.
extension EntryLane {
    /// Judges the answer to the request under way; what it asks to be sent next is in the second part.
    mutating func judge(
        _ verdict: DeliveryVerdict, of attempt: Attempt
    ) -> (outcome: Outcome, next: (attempt: Attempt, seqs: [Int64])?) {
        switch (verdict, attempt) {
        case (.failed(let error, let retryAfter), _):
            if error.code == .timedOut, case .entries(let count) = attempt {
                // A slow link may never carry this much in time; less may get through.
                countLimit = max(1, count / 2)
            }
            return (.failed(error, retryAfterSeconds: retryAfter), nil)
        case (.accepted, .entries(let count)):
            return (accept(count: count), nil)
        case (.tooLarge, .entries(let count)) where count > 1:
            countLimit = max(1, count / 2)
            return (.again, nil)
        case (.refused(let error, let names), .entries(let count)) where count > 1:
            return (refuse(error, names, count: count), nil)
        case (.refused(let error, _), .entries), (.tooLarge(let error), .entries):
            suspectReasons = [error]
            if searchHasProof { return (quarantineSuspects(andAccept: 0), nil) }
            // Who may not speak at all may still be answered when saying nothing: that proves nothing.
            if suspectReasons[0].code == .denied { return tryNeighbour() }
            return (.again, (.emptyProbe, []))
        case (.accepted, .emptyProbe) where refusedInRow >= Self.refusalLimit:
            let reason: DeliveryError? = suspectReasons.first ?? named.values.first
            return (refusesEverything(reason ?? Self.noEntry), nil)
        case (.accepted, .emptyProbe):
            return (suspectReasons.isEmpty ? acceptNamed() : quarantineSuspects(andAccept: 0), nil)
        case (.refused(let error, _), .emptyProbe), (.tooLarge(let error), .emptyProbe):
            // All that the receiver named were all there was, and it does not even take nothing.
            guard !suspectReasons.isEmpty else { return (refusesEverything(error), nil) }
            return tryNeighbour()
        case (.accepted, .neighbour):
            return (quarantineSuspects(andAccept: 1), nil)
        case (.refused(let error, _), .neighbour), (.tooLarge(let error), .neighbour):
            suspectReasons.append(error)
            return tryNeighbour()
        default:
            let error = DeliveryError(
                .nonsense, place: "lane \(lane.rawValue)", cause: "the answer does not belong to entries",
                mend: "see whether the URL belongs to a receiver of Karaula")
            return (.failed(error, retryAfterSeconds: nil), nil)
        }
    }

    private mutating func accept(count: Int) -> Outcome {
        let passed = window.prefix(count)
        let quarantined = passed.compactMap { entry in
            named[entry.seq].map { Refusal(seq: entry.seq, reason: $0) }
        }
        let accepted = passed.map(\.seq).filter { named[$0] == nil }
        refusedInRow = accepted.isEmpty ? refusedInRow + quarantined.count : 0
        leave(count)
        searchHasProof = suspectThrough != nil
        if let suspectThrough, cursor >= suspectThrough { endSearch() }
        if suspectThrough == nil {
            countLimit = min(limits.entries, countLimit + max(1, limits.entries / 8))
        }
        return .moved(quarantined: quarantined, accepted: accepted)
    }

    private mutating func refuse(_ error: DeliveryError, _ names: [Int64: DeliveryError], count: Int) -> Outcome {
        let fresh = names.filter { name in
            named[name.key] == nil && window.prefix(count).contains { $0.seq == name.key }
        }
        guard fresh.isEmpty else {
            named.merge(fresh) { $1 }
            return .again
        }
        if suspectThrough == nil { searchHasProof = false }
        suspectThrough = window[count - 1].seq
        return .again
    }

    /// Quarantines all at the window's beginning that the receiver named.
    private mutating func acceptNamed() -> Outcome {
        let refusals = window.prefix { named[$0.seq] != nil }.compactMap { entry in
            named[entry.seq].map { Refusal(seq: entry.seq, reason: $0) }
        }
        refusedInRow += refusals.count
        leave(refusals.count)
        return .moved(quarantined: refusals, accepted: [])
    }

    private mutating func tryNeighbour() -> (Outcome, (Attempt, [Int64])?) {
        let suspects = suspectReasons.count
        guard suspects < window.count, suspects <= Self.neighbourLimit else {
            return (refusesEverything(suspectReasons[0]), nil)
        }
        return (.again, (.neighbour(suspects: suspects), [window[suspects].seq]))
    }

    private mutating func refusesEverything(_ first: DeliveryError) -> Outcome {
        countLimit = 1
        return .failed(
            DeliveryError(
                .refused, place: first.place, cause: "it refuses everything; \(first.cause)", mend: first.mend),
            retryAfterSeconds: nil)
    }

    private mutating func quarantineSuspects(andAccept accepted: Int) -> Outcome {
        let refusals = zip(window, suspectReasons).map { Refusal(seq: $0.seq, reason: $1) }
        let taken = window.dropFirst(refusals.count).prefix(accepted).map(\.seq)
        refusedInRow = accepted > 0 ? 0 : refusedInRow + refusals.count
        leave(refusals.count + accepted)
        endSearch()
        return .moved(quarantined: refusals, accepted: taken)
    }

    private mutating func leave(_ count: Int) {
        for entry in window.prefix(count) { named[entry.seq] = nil }
        // An emptied window hands `cursor` to `scannedThrough`, which is not less.
        window.removeFirst(count)
    }

    private static let noEntry = DeliveryError(
        .refused, place: "the receiver", cause: "it takes no entry",
        mend: "the receiver's log tells what it does not like")

    mutating func endSearch() {
        suspectThrough = nil
        searchHasProof = false
        suspectReasons = []
        named = [:]
    }
}
