/// What an answer means for what comes next, and the search for an entry that is refused.
extension DeliveryMachine {
    mutating func judge(_ verdict: DeliveryVerdict, of attempt: Attempt) -> [DeliveryAction] {
        switch (verdict, attempt) {
        case (.failed(let error, let retryAfter), _):
            if error.code == .timedOut, case .entries(let count) = attempt {
                // A slow link may never carry this much in time; less may get through.
                countLimit = max(1, count / 2)
            }
            return giveUp(error, retryAfter: retryAfter)
        case (.accepted, .entries(let count)):
            return accept(count: count)
        case (.tooLarge, .entries(let count)) where count > 1:
            countLimit = max(1, count / 2)
            return sendNext()
        case (.refused, .entries(let count)) where count > 1:
            if suspectThrough == nil { searchHasProof = false }
            suspectThrough = window[count - 1].seq
            return sendNext()
        case (.refused(let error), .entries), (.tooLarge(let error), .entries):
            suspectReasons = [error]
            if searchHasProof { return quarantineSuspects(andAccept: 0) }
            phase = .sending(.emptyProbe)
            return [.send([])]
        case (.accepted, .emptyProbe):
            return quarantineSuspects(andAccept: 0)
        case (.refused, .emptyProbe), (.tooLarge, .emptyProbe):
            return tryNeighbour()
        case (.accepted, .neighbour):
            return quarantineSuspects(andAccept: 1)
        case (.refused(let error), .neighbour), (.tooLarge(let error), .neighbour):
            suspectReasons.append(error)
            return tryNeighbour()
        }
    }

    private mutating func accept(count: Int) -> [DeliveryAction] {
        clearFailures()
        window.removeFirst(count)
        searchHasProof = suspectThrough != nil
        if let suspectThrough, settled >= suspectThrough { endSearch() }
        if suspectThrough == nil {
            countLimit = min(limits.entries, countLimit + max(1, limits.entries / 8))
        }
        return moveCursor()
    }

    private mutating func tryNeighbour() -> [DeliveryAction] {
        let suspects = suspectReasons.count
        guard suspects < window.count, suspects <= Self.neighbourLimit else {
            let first = suspectReasons[0]
            countLimit = 1
            return giveUp(
                DeliveryError(
                    .refused, place: first.place, cause: "it refuses everything; \(first.cause)", mend: first.mend),
                retryAfter: nil)
        }
        phase = .sending(.neighbour(suspects: suspects))
        return [.send([window[suspects].seq])]
    }

    private mutating func quarantineSuspects(andAccept accepted: Int) -> [DeliveryAction] {
        let quarantined = zip(window, suspectReasons).map { entry, reason in
            DeliveryAction.quarantine(seq: entry.seq, reason: reason)
        }
        window.removeFirst(quarantined.count + accepted)
        clearFailures()
        endSearch()
        return quarantined + moveCursor()
    }

    mutating func endSearch() {
        suspectThrough = nil
        searchHasProof = false
        suspectReasons = []
    }
}
