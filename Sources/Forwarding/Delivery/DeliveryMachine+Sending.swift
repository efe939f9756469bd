/// What is sent next, and the way of the cursor.
extension DeliveryMachine {
    /// Everything up to here may be settled: what lies between it and the window's first entry is not wanted.
    var settled: Int64 { window.first.map { $0.seq - 1 } ?? scannedThrough }

    /// Whole requests, and enough of them that a refused entry has neighbours to try.
    var loadLimit: Int {
        let requests = (Self.neighbourLimit + limits.entries) / limits.entries
        return limits.entries * max(1, requests)
    }

    mutating func proceed() -> [DeliveryAction] {
        if !window.isEmpty { return sendNext() }
        guard head > cursor else {
            phase = .idle
            return []
        }
        phase = .loading
        return [.load(after: cursor, limit: loadLimit)]
    }

    mutating func take(_ entries: [PendingEntry], scannedThrough: Int64) -> [DeliveryAction] {
        // A journal that shows nothing behind the cursor although it promised more is asked again at its next commit.
        guard scannedThrough > cursor else {
            phase = .idle
            return []
        }
        window = entries
        self.scannedThrough = scannedThrough
        guard !window.isEmpty else { return moveCursor() }
        return sendNext()
    }

    mutating func sendNext() -> [DeliveryAction] {
        let count = nextCount()
        phase = .sending(.entries(count: count))
        return [.send(window.prefix(count).map(\.seq))]
    }

    func nextCount() -> Int {
        var most = min(countLimit, window.count)
        if let suspectThrough {
            let suspects = window.prefix { $0.seq <= suspectThrough }.count
            most = min(most, max(1, suspects / 2))
        }
        var bytes = 0
        for index in 0..<most {
            bytes += window[index].byteCount
            if bytes > limits.bytes { return max(1, index) }
        }
        return most
    }

    mutating func moveCursor() -> [DeliveryAction] {
        phase = .moving
        return [.moveCursor(to: settled)]
    }

    mutating func clearFailures() {
        failures = 0
        lastError = nil
    }

    mutating func giveUp(_ error: DeliveryError, retryAfter: Double?) -> [DeliveryAction] {
        failures += 1
        lastError = error
        // Read again from the cursor afterwards: nothing is remembered that the journal could contradict.
        window = []
        endSearch()
        phase = .waiting
        return [.wait(seconds: backOff.wait(after: failures, retryAfter: retryAfter, random: random()))]
    }
}
