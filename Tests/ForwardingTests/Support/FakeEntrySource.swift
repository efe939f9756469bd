import Forwarding
import Journal
import MerkleLog
import Synchronization
import TestKit
import Timekeeping

/// A journal in memory that can be told to fail.
final class FakeEntrySource: EntrySource {
    private struct State {
        var entries: [Entry] = []
        var cursors: [String: [Lane: Int64]] = [:]
        var moves: [String: [Int64]] = [:]
        var receipts: [String: StoredReceipt] = [:]
        var quarantined: [QuarantineRecord] = []
        var told: [(kind: EntryKind, payload: [String: CanonicalValue])] = []
        var listeners: [AsyncStream<Int64>.Continuation] = []
        var failuresLeft = 0
    }

    private let state = Mutex(State())

    init(count: Int = 0) {
        append(count: count)
    }

    var head: Int64 { state.withLock { $0.entries.last?.seq ?? 0 } }
    var checkpointSize: Int64 { 0 }
    var isListenedTo: Bool { state.withLock { !$0.listeners.isEmpty } }
    var quarantined: [Int64] { state.withLock { $0.quarantined.map(\.seq) } }
    var told: [EntryKind] { state.withLock { $0.told.map(\.kind) } }

    /// Where the routine lane's cursor was written down.
    func moves(of destination: String) -> [Int64] { state.withLock { $0.moves[destination] ?? [] } }

    /// The next calls that could fail do, this many.
    func fail(next count: Int) { state.withLock { $0.failuresLeft = count } }

    func append(count: Int, kind: EntryKind = .watchChanged, padding: Int = 0) {
        guard count > 0 else { return }
        state.withLock { state in
            for _ in 0..<count {
                let seq = (state.entries.last?.seq ?? 0) + 1
                state.entries.append(Samples.entry(seq, kind: kind, padding: padding))
            }
            for listener in state.listeners { listener.yield(state.entries.last?.seq ?? 0) }
        }
    }

    /// Appends the summary of a storm at `destination`.
    func appendSummary(of destination: String) {
        state.withLock { state in
            let seq = (state.entries.last?.seq ?? 0) + 1
            state.entries.append(
                Entry(
                    seq: seq, kind: .deliverySummarised, camera: "gate", time: ManualSiteClock().reading(),
                    payload: ["destination": .string(destination), "count": 7]))
            for listener in state.listeners { listener.yield(seq) }
        }
    }

    /// Ends the commits, as a journal does when it is closed.
    func close() { state.withLock { state in for listener in state.listeners { listener.finish() } } }

    func page(of lane: Lane, after: Int64, limit: Int) throws(DeliveryError) -> LanePage {
        try checkFailure()
        return state.withLock { state in
            let alarms: Set<EntryKind> = [.eventOpened, .eventUpdated, .eventClosed]
            let rest = state.entries.drop { $0.seq <= after }
            let found =
                switch lane {
                case .routine: Array(rest.prefix(limit))
                case .alarm: Array(rest.filter { alarms.contains($0.kind) }.prefix(limit))
                case .assistance, .snapshots, .recordings: [Entry]()
                }
            let end = found.count == limit || lane == .routine ? found.last?.seq : rest.last?.seq
            return LanePage(entries: found, scannedThrough: end ?? after)
        }
    }

    func entries(numbered seqs: [Int64]) throws(DeliveryError) -> [Entry] {
        try checkFailure()
        let wanted = Set(seqs)
        return state.withLock { state in state.entries.filter { wanted.contains($0.seq) } }
    }

    func opening(of destination: String, at now: TimeReading) throws(DeliveryError) -> DeliveryOpening {
        try checkFailure()
        return state.withLock { state in
            let receipt = state.receipts[destination]
            return DeliveryOpening(
                cursors: state.cursors[destination] ?? [:], receiptSize: receipt?.size ?? 0,
                receiptSigned: receipt?.signed ?? 0)
        }
    }

    func record(
        _ cursors: [Lane: Int64], _ receipt: StoredReceipt?, of destination: String
    ) throws(DeliveryError) {
        try checkFailure()
        state.withLock { state in
            state.cursors[destination, default: [:]].merge(cursors) { $1 }
            if let seq = cursors[.routine] { state.moves[destination, default: []].append(seq) }
            if let receipt { state.receipts[destination] = receipt }
        }
    }

    func rewind(_ lane: Lane, of destination: String, to seq: Int64) throws(DeliveryError) {
        try checkFailure()
        state.withLock { $0.cursors[destination]?[lane] = seq }
    }

    func checkpoint(upTo size: Int64) throws(DeliveryError) -> SignedNote? { nil }

    func consistencyProof(from old: Int64, to size: Int64) throws(DeliveryError) -> [TreeHash] { [] }

    func file(ofEntry seq: Int64) throws(DeliveryError) -> EvidenceFile? { nil }

    func commits() -> AsyncStream<Int64> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int64.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            state.listeners.append(continuation)
            continuation.yield(state.entries.last?.seq ?? 0)
        }
        return stream
    }

    func quarantine(
        _ seq: Int64, in lane: Lane, by destination: String, reason: DeliveryError
    ) async throws(DeliveryError) {
        try checkFailure()
        state.withLock { state in
            state.quarantined.append(
                QuarantineRecord(
                    destination: destination, seq: seq, lane: lane, code: reason.code.rawValue, reason: reason.cause,
                    refused: UTCTime(nanoseconds: 0)))
        }
    }

    func quarantined(
        by destination: String, newest limit: Int
    ) throws(DeliveryError) -> (count: Int, newest: [QuarantineRecord]) {
        let records = state.withLock { state in state.quarantined.filter { $0.destination == destination } }
        return (records.count, records.suffix(limit))
    }

    func release(_ seq: Int64, in lane: Lane, by destination: String) throws(DeliveryError) {
        try checkFailure()
        state.withLock { state in state.quarantined.removeAll { $0.seq == seq && $0.lane == lane } }
    }

    func append(
        _ kind: EntryKind, camera: String?, payload: [String: CanonicalValue]
    ) async throws(DeliveryError) {
        try checkFailure()
        state.withLock { $0.told.append((kind, payload)) }
    }

    private func checkFailure() throws(DeliveryError) {
        let fails = state.withLock { state in
            defer { state.failuresLeft = max(0, state.failuresLeft - 1) }
            return state.failuresLeft > 0
        }
        if fails {
            throw DeliveryError(.journal, place: "the fake journal", cause: "it was told to fail", mend: "none")
        }
    }
}
