import Ledger
import MerkleLog
import Synchronization

/// A store in memory that can be told to fail, and to wait.
final class MemoryLedgerStore: LedgerStore {
    struct Content {
        var logs: [String: StoredLog] = [:]
        var entries: [String: [Int64: LedgerEntry]] = [:]
        var nodes: [String: [Int64: [UInt8]]] = [:]
        var files: [String: [Int64: LedgerFile]] = [:]
        var receipts: [String: [Witnessed]] = [:]
        var alarms: [LedgerAlarm] = []
        var ahead: Set<AheadReceipt> = []
        var commits = 0
        var failure: LedgerError?
    }

    let content = Mutex(Content())
    private let beforeCommit: @Sendable () -> Void

    init(beforeCommit: @escaping @Sendable () -> Void = {}) {
        self.beforeCommit = beforeCommit
    }

    func fail(_ failure: LedgerError?) { content.withLock { $0.failure = failure } }

    func commit(_ changes: [LedgerChange]) throws(LedgerError) {
        beforeCommit()
        if let failure = content.withLock({ $0.failure }) { throw failure }
        content.withLock { content in
            content.commits += 1
            for change in changes { Self.apply(change, &content) }
        }
    }

    private static func apply(_ change: LedgerChange, _ content: inout Content) {
        switch change {
        case .log(let log, let heard): content.logs[log.origin.description] = StoredLog(log: log, heard: heard)
        case .entries(let entries, let source, _, _):
            for entry in entries {
                precondition(content.entries[source]?[entry.seq] == nil, "an entry is stored twice")
                content.entries[source, default: [:]][entry.seq] = entry
            }
        case .subtrees(let rows, let source):
            for row in rows { content.nodes[source, default: [:]][row.seq] = row.nodes }
        case .keys: break
        case .receipt(let receipt, let source): content.receipts[source, default: []].append(receipt)
        case .file(let file, let source): content.files[source, default: [:]][file.seq] = file
        case .alarm(let notice, let source, let time):
            if let index = content.alarms.firstIndex(where: {
                $0.source == source && $0.kind == notice.kind && $0.ended == nil
            }) {
                content.alarms[index].count += 1
            } else {
                content.alarms.append(
                    LedgerAlarm(
                        id: Int64(content.alarms.count + 1), source: source, kind: notice.kind, raised: time,
                        seen: time,
                        count: 1, detail: notice.detail))
            }
        case .end(let kind, let source, let time, let reason):
            for index in content.alarms.indices
            where content.alarms[index].kind == kind && content.alarms[index].source == source
                && content.alarms[index].ended == nil
            {
                content.alarms[index].ended = time
                content.alarms[index].ending = reason
            }
        }
    }

    func logs() throws(LedgerError) -> [StoredLog] { content.withLock { Array($0.logs.values) } }

    func leaves(of source: String, at seqs: [Int64]) throws(LedgerError) -> [Int64: TreeHash] {
        content.withLock { content in
            var leaves: [Int64: TreeHash] = [:]
            for seq in seqs { leaves[seq] = content.entries[source]?[seq]?.leaf }
            return leaves
        }
    }

    func leaves(of source: String, from seq: Int64, limit: Int) throws(LedgerError) -> [TreeHash] {
        content.withLock { content in
            var leaves: [TreeHash] = []
            while leaves.count < limit, let entry = content.entries[source]?[seq + Int64(leaves.count)] {
                leaves.append(entry.leaf)
            }
            return leaves
        }
    }

    func nodes(of source: String, completedBy seq: Int64) throws(LedgerError) -> [UInt8]? {
        content.withLock { $0.nodes[source]?[seq] }
    }

    func entry(of source: String, seq: Int64) throws(LedgerError) -> StoredEntry? {
        content.withLock { $0.entries[source]?[seq] }.map { StoredEntry(entry: $0, leaf: $0.leaf.bytes) }
    }

    func entries(of source: String, after seq: Int64, limit: Int) throws(LedgerError) -> [StoredEntry] {
        content.withLock { $0.entries[source] ?? [:] }.values.filter { $0.seq > seq }.sorted { $0.seq < $1.seq }
            .prefix(limit).map { StoredEntry(entry: $0, leaf: $0.leaf.bytes) }
    }

    func file(of source: String, seq: Int64) throws(LedgerError) -> LedgerFile? {
        content.withLock { $0.files[source]?[seq] }
    }

    func files(of source: String, after seq: Int64, limit: Int) throws(LedgerError) -> [LedgerFile] {
        content.withLock { $0.files[source] ?? [:] }.values.filter { $0.seq > seq }.sorted { $0.seq < $1.seq }
    }

    func receipts(of source: String) throws(LedgerError) -> [Witnessed] {
        content.withLock { $0.receipts[source] ?? [] }
    }

    func aheadReceipts() throws(LedgerError) -> Set<AheadReceipt> { content.withLock { $0.ahead } }

    func acceptClock(at time: Int64, reason: String) throws(LedgerError) -> [AheadReceipt] {
        content.withLock { content in
            let found = content.logs.values.compactMap { stored in
                stored.log.witnessed.map {
                    AheadReceipt(source: stored.log.origin.description, size: $0.size, time: $0.time)
                }
            }.filter { Int64($0.time) > time / 1_000_000_000 }
            content.ahead.formUnion(found)
            return found
        }
    }

    func alarms(includingEnded: Bool) throws(LedgerError) -> [LedgerAlarm] {
        content.withLock { $0.alarms }.filter { includingEnded || $0.ended == nil }
    }

    func end(alarm: Int64, at time: Int64, reason: String) throws(LedgerError) -> Bool { false }
}
