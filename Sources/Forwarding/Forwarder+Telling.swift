import Journal
import Logging
import MerkleLog
import Synchronization
import Timekeeping

/// Showing where delivery stands, and telling people what they should know.
extension Forwarder {
    func tell(_ notice: DeliveryNotice) async {
        let kind: EntryKind
        var payload: [String: CanonicalValue] = ["destination": .string(destination.name)]
        switch notice {
        case .stalled(let cargo, let seconds):
            kind = .deliveryStalled
            payload["cargo"] = .string(cargo.rawValue)
            payload["seconds"] = .integer(seconds)
            if let error = status.lastError { payload["reason"] = .string(error) }
            logger.error(
                "nothing has arrived for \(seconds) s, although \(cargo.rawValue) wait",
                metadata: .about(.deliveryStalled))
        case .recovered(let cargo, let seconds):
            kind = .deliveryRecovered
            payload["cargo"] = .string(cargo.rawValue)
            payload["seconds"] = .integer(seconds)
            logger.notice("\(cargo.rawValue) arrive again, after \(seconds) s")
        case .receiptRefused(let error):
            kind = .deliveryReceiptRefused
            payload["reason"] = .string(error.cause)
            logger.error("\(error)", metadata: .about(.receiptRefused))
        }
        do {
            try await source.append(kind, camera: nil, payload: payload)
        } catch {
            logger.error("that is not in the journal: \(error)")
        }
    }

    func note(_ verdict: DeliveryVerdict, of run: DeliveryRun) {
        let now = clock.now()
        book.withLock { book in
            switch verdict {
            case .accepted where run.sending > 0:
                book.lastDelivered = now
                book.deliveredCount += run.sending
            case .cosigned:
                book.lastDelivered = now
            case .has(_, let isComplete):
                if isComplete { book.fileCount += 1 }
            case .accepted, .holds, .missing, .resume:
                break
            case .refused, .tooLarge, .failed, .falseReceipt, .unknownEntry, .wrongDigest, .unreadable,
                .contradicted:
                book.failedAttemptCount += 1
            }
        }
    }

    func show(_ run: DeliveryRun) {
        let change = book.withLock { $0.update(from: run) }
        switch change {
        case .broken(let error): logger.warning("\(error)", metadata: .about(.deliveryBroken))
        case .mended: logger.notice("delivery works again", metadata: .about(.deliveryMended))
        case nil: break
        }
        if case .mended = change { hasMended() }
        if run.machine.isCutOff {
            probe?.begin { [weak self] in self?.linkReturned() }
        } else {
            probe?.end()
        }
    }
}

extension StormSummary {
    /// The payload of the entry that stands for the folded alarms at `destination`.
    func payload(destination: String) -> [String: CanonicalValue] {
        var payload: [String: CanonicalValue] = [
            "destination": .string(destination), "first": .integer(first), "last": .integer(last),
            "count": .integer(Int64(count)),
        ]
        if let camera { payload["camera"] = .string(camera) }
        if let rule { payload["rule"] = .string(rule) }
        return payload
    }
}
