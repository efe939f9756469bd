import Journal
import MerkleLog
import Timekeeping

/// Requests other than those of a window: entries sent again by hand, checkpoints, files.
extension Forwarder {
    /// The destination, for errors.
    var place: String { destination.place }

    func resend(
        _ lane: Lane, _ seq: Int64, of run: inout DeliveryRun, in group: inout DiscardingTaskGroup, post: Post
    ) async throws(DeliveryError) -> DeliveryEvent? {
        let current = run
        let (entry, openings) = try await queue.run { [source] () throws(DeliveryError) in
            let entries = try source.entries(numbered: [seq])
            return (entries.first, try Self.openings(of: entries, for: current, source))
        }
        guard let entry,
            let batch = run.batch(
                of: entry, opening: entry.event.flatMap { openings[$0] }, in: lane,
                traceParent: TraceParent.make(traces))
        else { return .nothingToSend }
        run.sending = 1
        group.addTask { [self] in post.yield(.answered(await deliver(.entries(batch)))) }
        return nil
    }

    func submit(
        upTo size: Int64, old: Int64, of run: inout DeliveryRun, in group: inout DiscardingTaskGroup, post: Post
    ) async throws(DeliveryError) -> DeliveryEvent? {
        let (receiptSize, signed) = (run.machine.receiptSize, run.machine.receiptSigned)
        let submission = try await queue.run { [source] () throws(DeliveryError) -> CheckpointSubmission? in
            guard let note = try source.checkpoint(upTo: size) else { return nil }
            guard let checkpoint = try? Checkpoint(parsing: note.text) else {  // told on the next line
                throw DeliveryError(
                    .journal, place: "the journal", cause: "its newest checkpoint cannot be read",
                    mend: "see what `karaulactl journal verify` says")
            }
            guard checkpoint.size > receiptSize, checkpoint.size >= old else { return nil }
            let proof = old > 0 ? try source.consistencyProof(from: old, to: checkpoint.size) : []
            return CheckpointSubmission(old: old, proof: proof, note: note)
        }
        guard var submission, let key = destination.ledgerKey else { return .nothingToSend }
        submission.traceParent = TraceParent.make(traces)
        let request = DeliveryRequest.checkpoint(submission)
        let check = ReceiptCheck(place: place, destination: destination.name, key: key, lastSigned: signed)
        run.sending = 0
        group.addTask { [self] in post.yield(.answered(await deliver(request, check: check))) }
        return nil
    }

    func findFile(
        _ lane: Lane, after: Int64, through: Int64, of run: inout DeliveryRun
    ) async throws(DeliveryError) -> DeliveryEvent? {
        let current = run
        let found = try await queue.run {
            [source, destination] () throws(DeliveryError) -> (file: DeliveryRun.File?, through: Int64) in
            var cursor = after
            while cursor < through {
                let page = try source.page(of: lane, after: cursor, limit: 64)
                let openings = try Self.openings(of: page.entries, for: current, source)
                for entry in page.entries where entry.seq <= through {
                    let opening = entry.event.flatMap { openings[$0] }
                    guard destination.wants(entry, in: lane, opening: opening),
                        let seen = destination.disclosure.file(of: entry, opening: opening)
                    else { continue }
                    do throws(DeliveryError) {
                        guard let content = try source.file(ofEntry: entry.seq) else { continue }
                        return (file: DeliveryRun.File(seen: seen, content: content), through: entry.seq)
                    } catch {
                        // The file itself is in trouble: that is for the machine to judge, when it is to be read.
                        let content = EvidenceFile(
                            total: seen.byteCount, sha256: [], isRecording: seen.isRecording
                        ) { (_, _) throws(DeliveryError) in throw error }
                        return (file: DeliveryRun.File(seen: seen, content: content), through: entry.seq)
                    }
                }
                guard page.scannedThrough > cursor else { break }
                cursor = page.scannedThrough
            }
            return (file: nil, through: min(cursor, through))
        }
        run.file = found.file
        let pending = found.file.map { PendingFile(seq: $0.seen.entry.seq, total: $0.content.total) }
        return .fileLoaded(lane, pending, scannedThrough: found.through)
    }

    func sendFile(
        _ offset: Int64?, _ count: Int, of run: inout DeliveryRun, in group: inout DiscardingTaskGroup, post: Post
    ) async throws(DeliveryError) -> DeliveryEvent? {
        guard let file = run.file else {
            return .answered(
                .unreadable(
                    DeliveryError(
                        .journal, place: place, cause: "the file is not open", mend: "report this with the log")))
        }
        var bytes: [UInt8] = []
        if let offset {
            do {
                bytes = try await queue.run { () throws(DeliveryError) in try file.content.read(offset, count) }
            } catch {
                return .answered(.unreadable(error))
            }
            guard bytes.count == count else {
                return .answered(
                    .unreadable(
                        DeliveryError(
                            .journal, place: "the journal", cause: "\(file.seen.path) is shorter than the journal says",
                            mend: "see what `karaulactl journal verify` says")))
            }
        }
        let chunk = FileChunk(
            source: origin.description, seq: file.seen.entry.seq, mediaType: file.seen.mediaType,
            offset: offset ?? 0, bytes: bytes, total: file.content.total, sha256: file.content.sha256,
            traceParent: TraceParent.make(traces), camera: file.seen.entry.camera, event: file.seen.entry.event)
        run.sending = 0
        group.addTask { [self] in post.yield(.answered(await deliver(.file(chunk)))) }
        return nil
    }
}
