import Journal
import MerkleLog
import Logging
import Synchronization
import Timekeeping

/// Carrying out what the delivery machine asks for.
extension Forwarder {
    typealias Post = AsyncStream<DeliveryEvent?>.Continuation

    func follow(
        _ event: DeliveryEvent, of run: inout DeliveryRun, in group: inout DiscardingTaskGroup, post: Post
    ) async {
        if case .answered(let verdict) = event { note(verdict, of: run) }
        let actions = run.machine.handle(event)
        await carryOut(actions, of: &run, in: &group, post: post)
    }

    func carryOut(
        _ first: [DeliveryAction], of run: inout DeliveryRun, in group: inout DiscardingTaskGroup, post: Post
    ) async {
        var actions = first
        show(run)
        while !actions.isEmpty, !Task.isCancelled {
            var next: [DeliveryAction] = []
            for action in actions {
                do {
                    guard let event = try await carryOut(action, of: &run, in: &group, post: post) else { continue }
                    next = run.machine.handle(event)
                } catch {
                    next = run.machine.handle(.journalFailed(error))
                    break
                }
            }
            actions = next
            show(run)
        }
    }

    /// Does one thing; what it answers at once is returned, what comes later goes into the mailbox.
    private func carryOut(
        _ action: DeliveryAction, of run: inout DeliveryRun, in group: inout DiscardingTaskGroup, post: Post
    ) async throws(DeliveryError) -> DeliveryEvent? {
        let name = destination.name
        switch action {
        case .readCursor:
            return .opened(
                cursor: try await queue.run { [source] () throws(DeliveryError) in
                    try source.cursor(of: name)
                })
        case .load(let after, let limit):
            let entries = try await queue.run { [source] () throws(DeliveryError) in
                try source.entries(after: after, limit: limit)
            }
            return run.load(entries, after: after, wanting: destination.kinds, source: origin.description)
        case .send(let seqs):
            let batch = run.batch(of: seqs, source: origin.description)
            run.sending = seqs.count
            group.addTask { [self] in post.yield(.answered(await deliver(batch))) }
            return nil
        case .quarantine(let seq, let reason):
            if let entry = run.entry(seq) {
                try await source.recordQuarantine(of: entry, by: name, reason: reason)
            }
            logger.error("entry \(seq) is refused for good and left behind: \(reason)")
            book.withLock { $0.quarantine(QuarantinedEntry(seq: seq, reason: reason)) }
            return nil
        case .moveCursor(let seq):
            try await queue.run { [source] () throws(DeliveryError) in try source.moveCursor(of: name, to: seq) }
            run.settle(through: seq)
            return .cursorMoved
        case .wait(let seconds):
            run.forget()
            book.withLock { $0.nextAttempt = clock.now().advanced(bySeconds: seconds) }
            group.addTask {
                // A wait that ends early means that the forwarder stops, and then nobody reads the mailbox any more.
                do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
                post.yield(.waited)
            }
            return nil
        }
    }

    private func deliver(_ batch: DeliveryBatch) async -> DeliveryVerdict {
        do {
            let answer = try await transport.deliver(.entries(batch))
            return DeliveryVerdict(of: answer, from: "destination '\(destination.name)' (\(destination.url))")
        } catch {
            return .failed(error, retryAfterSeconds: nil)
        }
    }
}

/// Showing where delivery stands.
extension Forwarder {
    private func note(_ verdict: DeliveryVerdict, of run: DeliveryRun) {
        let now = clock.now()
        book.withLock { book in
            switch verdict {
            case .accepted where run.sending > 0:
                book.lastDelivered = now
                book.deliveredCount += run.sending
            case .accepted:
                break
            case .refused, .tooLarge, .failed:
                book.failedAttemptCount += 1
            }
        }
    }

    private func show(_ run: DeliveryRun) {
        let change = book.withLock { $0.update(from: run) }
        switch change {
        case .broken(let error): logger.warning("\(error)")
        case .mended: logger.notice("delivery works again")
        case nil: break
        }
    }
}
