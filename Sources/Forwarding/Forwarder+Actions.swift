import Journal
import Logging
import MerkleLog
import Synchronization
import Timekeeping

/// Carrying out what the delivery machine asks for.
extension Forwarder {
    typealias Post = AsyncStream<DeliveryEvent?>.Continuation

    func follow(
        _ event: DeliveryEvent, of run: inout DeliveryRun, in group: inout DiscardingTaskGroup, post: Post
    ) async {
        if case .answered(let verdict) = event { note(verdict, of: run) }
        let actions = run.machine.handle(event, at: clock.now())
        await carryOut(actions, of: &run, in: &group, post: post)
    }

    func carryOut(
        _ first: [DeliveryAction], of run: inout DeliveryRun, in group: inout DiscardingTaskGroup, post: Post
    ) async {
        var actions = first
        while !actions.isEmpty, !Task.isCancelled {
            var next: [DeliveryAction] = []
            for action in actions {
                do {
                    guard let event = try await carryOut(action, of: &run, in: &group, post: post) else { continue }
                    next += run.machine.handle(event, at: clock.now())
                } catch {
                    next += run.machine.handle(.journalFailed(error), at: clock.now())
                    break
                }
            }
            actions = next
        }
        run.settle()
        show(run)
    }

    /// Does one thing; what it answers at once is returned, what comes later goes into the mailbox.
    private func carryOut(
        _ action: DeliveryAction, of run: inout DeliveryRun, in group: inout DiscardingTaskGroup, post: Post
    ) async throws(DeliveryError) -> DeliveryEvent? {
        let name = destination.name
        switch action {
        case .open:
            let now = clock.reading()
            let opening = try await queue.run { [source] () throws(DeliveryError) in
                try source.opening(of: name, at: now)
            }
            run.begin(opening)
            await readQuarantine()
            return .opened(opening)
        case .load(let lane, let stretch):
            let (page, openings) = try await read(stretch, of: lane, for: run)
            return run.load(page, of: lane, openings: openings)
        case .send(let lane, let seqs, let after):
            let batch = run.batch(of: seqs, in: lane, after: after, traceParent: TraceParent.make(traces))
            run.sending = seqs.count
            group.addTask { [self] in post.yield(.answered(await deliver(.entries(batch)))) }
            return nil
        case .resend(let lane, let seq, _):
            return try await resend(lane, seq, of: &run, in: &group, post: post)
        case .submitCheckpoint(let size, let old):
            return try await submit(upTo: size, old: old, of: &run, in: &group, post: post)
        case .loadFile(let lane, let after, let through):
            return try await findFile(lane, after: after, through: through, of: &run)
        case .sendFile(let offset, let count):
            return try await sendFile(offset, count, of: &run, in: &group, post: post)
        case .quarantine(let lane, let seq, let reason):
            try await source.quarantine(seq, in: lane, by: name, reason: reason)
            logger.error(
                "entry \(seq) is refused for good and left behind: \(reason)", metadata: .about(.entryRefused))
            await readQuarantine()
            return nil
        case .release(let lane, let seq):
            try await queue.run { [source] () throws(DeliveryError) in try source.release(seq, in: lane, by: name) }
            await readQuarantine()
            return nil
        case .rewind(let lane, let seq):
            run.goBack(lane, to: seq)
            logger.warning("the receiver has lane \(lane.rawValue) only up to \(seq); delivery goes on from there")
            try await queue.run { [source] () throws(DeliveryError) in
                try source.rewind(lane, of: name, to: seq)
            }
            return nil
        case .summarise(let summaries):
            for summary in summaries {
                try await source.append(
                    .deliverySummarised, camera: summary.camera, payload: summary.payload(destination: name))
            }
            return nil
        case .record(let cursors, let receipt):
            if !cursors.isEmpty || receipt != nil {
                try await queue.run { [source] () throws(DeliveryError) in
                    try source.record(cursors, receipt, of: name)
                }
            }
            return .recorded
        case .tell(let notice):
            await tell(notice)
            return nil
        case .wake(let time):
            timer.set(after: time.seconds(since: clock.now())) { post.yield(.tick(time)) }
            return nil
        }
    }

    private func read(
        _ stretch: DeliveryAction.Stretch, of lane: Lane, for run: DeliveryRun
    ) async throws(DeliveryError) -> (LanePage, [Int64: Entry]) {
        try await queue.run { [source, run] () throws(DeliveryError) in
            let page: LanePage
            switch stretch {
            case .after(let seq, let limit):
                page = try source.page(of: lane, after: seq, limit: limit)
            case .these(let seqs, let through):
                page = LanePage(
                    entries: seqs.isEmpty ? [] : try source.entries(numbered: seqs), scannedThrough: through)
            }
            return (page, try Self.openings(of: page.entries, for: run, source))
        }
    }

    static func openings(
        of entries: [Entry], for run: DeliveryRun, _ source: any EntrySource
    ) throws(DeliveryError) -> [Int64: Entry] {
        let events = run.eventsNeeded(for: entries)
        guard !events.isEmpty else { return [:] }
        return Dictionary(
            try source.entries(numbered: events).map { ($0.seq, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func deliver(_ request: DeliveryRequest, check: ReceiptCheck? = nil) async -> DeliveryVerdict {
        do {
            let answer = try await transport.deliver(request)
            let verdict = DeliveryVerdict(of: answer, to: request.kind, from: place)
            if case .checkpoint(let submission) = request, verdict == .accepted, let check {
                return check.verdict(on: answer.body, for: submission.note, at: clock.reading().utc)
            }
            return verdict
        } catch {
            return .failed(error, retryAfterSeconds: nil)
        }
    }
}
