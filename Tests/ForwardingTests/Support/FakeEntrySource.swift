import Forwarding
import Journal
import Synchronization

/// A journal in memory that can be told to fail.
final class FakeEntrySource: EntrySource {
    private struct State {
        var entries: [Entry] = []
        var cursors: [String: Int64] = [:]
        var moves: [String: [Int64]] = [:]
        var quarantined: [Int64] = []
        var listeners: [AsyncStream<Int64>.Continuation] = []
        var failuresLeft = 0
    }

    private let state = Mutex(State())

    init(count: Int = 0) {
        append(count: count)
    }

    var head: Int64 { state.withLock { $0.entries.last?.seq ?? 0 } }
    var isListenedTo: Bool { state.withLock { !$0.listeners.isEmpty } }
    var quarantined: [Int64] { state.withLock { $0.quarantined } }

    func moves(of destination: String) -> [Int64] { state.withLock { $0.moves[destination] ?? [] } }

    /// The next calls that could fail do, this many.
    func fail(next count: Int) { state.withLock { $0.failuresLeft = count } }

    func append(count: Int, kind: EntryKind = .eventOpened, padding: Int = 0) {
        guard count > 0 else { return }
        state.withLock { state in
            for _ in 0..<count {
                let seq = (state.entries.last?.seq ?? 0) + 1
                state.entries.append(Samples.entry(seq, kind: kind, padding: padding))
            }
            for listener in state.listeners { listener.yield(state.entries.last?.seq ?? 0) }
        }
    }

    /// Ends the commits, as a journal does when it is closed.
    func close() { state.withLock { state in for listener in state.listeners { listener.finish() } } }

    func entries(after: Int64, limit: Int) throws(DeliveryError) -> [Entry] {
        try checkFailure()
        return state.withLock { state in Array(state.entries.drop { $0.seq <= after }.prefix(limit)) }
    }

    func cursor(of destination: String) throws(DeliveryError) -> Int64 {
        try checkFailure()
        return state.withLock { $0.cursors[destination] ?? 0 }
    }

    func moveCursor(of destination: String, to seq: Int64) throws(DeliveryError) {
        try checkFailure()
        state.withLock { state in
            state.cursors[destination] = seq
            state.moves[destination, default: []].append(seq)
        }
    }

    func commits() -> AsyncStream<Int64> {
        let (stream, continuation) = AsyncStream.makeStream(of: Int64.self, bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            state.listeners.append(continuation)
            continuation.yield(state.entries.last?.seq ?? 0)
        }
        return stream
    }

    func recordQuarantine(
        of entry: Entry, by destination: String, reason: DeliveryError
    ) async throws(DeliveryError) {
        try checkFailure()
        state.withLock { $0.quarantined.append(entry.seq) }
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
