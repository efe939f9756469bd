import Foundation
import GRDB
import MerkleLog
import Timekeeping

/// Checks that a journal is what was written, and finds what is not.
///
/// Invariants: it changes nothing; what was not changed is not blamed; memory does not grow with the journal, but for what is
/// wrong with it and what was erased. Every entry's record, leaf, payload, searchable columns and tree nodes are checked;
/// then checkpoints, projections, the database itself, files, and whatever was kept elsewhere.
public struct JournalVerifier {
    let reader: JournalReader
    let options: VerificationOptions
    var report: VerificationReport
    var tree = TreeAudit()
    var keys = KeyAudit()
    /// Entries with which something is wrong: projections of them are not judged.
    var suspects = SuspectEntries()
    /// Checkpoints and anchors that are still to be compared, smallest first.
    var pending: [PendingCheckpoint] = []
    /// The latest UTC of each block, as the records say it.
    var latest: [Int64: Int64] = [:]
    /// The entries whose payload is not there.
    var absentPayloads = IndexSet()
    /// The payloads that entries say were erased: by the first of each range its last, and which entry does.
    var erasures: [Int64: (last: Int64, entry: Int64)] = [:]
    /// The files that entries say were erased, and which entry does.
    var erasedFiles: [String: Int64] = [:]
    /// Files that were set aside and of which no entry has the sum.
    var unsummedOrphans = 0
    /// Files that are not there, which counts only if they were not erased meanwhile.
    var missingFiles: [(path: String, finding: JournalFinding)] = []
    /// The largest size at which a checkpoint of the log agreed with the entries.
    var agreedSize: Int64 = 0

    /// Verifies the journal behind `reader`.
    ///
    /// - Throws: ``JournalError`` if it cannot be read at all; what is wrong with what can be read is in the report.
    public static func verify(
        _ reader: JournalReader, options: VerificationOptions = VerificationOptions()
    ) throws(JournalError) -> VerificationReport {
        var verifier = JournalVerifier(
            reader: reader, options: options, report: VerificationReport(origin: try reader.origin()))
        // One read transaction: a running daemon may append meanwhile, and what is judged is one state of the journal.
        try reader.read { database in
            try verifier.judge("its checkpoints") { try $0.collectCheckpoints(database) }
            try verifier.judge("its entries") { try $0.checkEntries(database) }
            try verifier.judge("what its entries add up to") { try $0.checkProjections(database) }
            try verifier.judge("its schema") { try $0.checkDatabase(database) }
            options.beforeFiles()
            if options.readsFiles { try verifier.judge("the rows of its files") { try $0.checkFiles(database) } }
        }
        try verifier.judgeMissingFiles()
        verifier.sayWhatIsNotProven()
        return verifier.report
    }

    /// Does a part of the work; a damage that ends it is a finding, and the other parts go on.
    private mutating func judge(_ what: String, _ work: (inout JournalVerifier) throws -> Void) throws {
        do {
            try work(&self)
        } catch {
            let failure = JournalError.database(error, reader.paths.database, doing: "read \(what)")
            guard failure.code == .corrupt else { throw failure }
            blame(JournalFinding(.database, entry: nil, place: what, failure.cause))
        }
    }

    mutating func blame(_ finding: JournalFinding) {
        report.findingCount += 1
        if report.findings.count < options.limit { report.findings.append(finding) }
    }

    mutating func blame(_ kind: JournalFinding.Kind, entry: Int64, _ cause: String) {
        suspects.insert(entry)
        blame(JournalFinding(kind, entry: entry, cause))
    }

    // MARK: Entries

    private mutating func checkEntries(_ database: Database) throws {
        let rows = try database.cachedStatement(
            sql: """
                SELECT e.seq, e.record, e.leaf, e.nodes, e.kind, e.camera, e.event, e.utc, p.salt, p.body
                FROM entry e LEFT JOIN payload p ON p.seq = e.seq ORDER BY e.seq
                """)
        do {
            let cursor = try Row.fetchCursor(rows)
            while let row = try cursor.next() { try checkEntry(row, database) }
        } catch {
            let failure = JournalError.database(error, reader.paths.database, doing: "read it")
            guard failure.code == .corrupt else { throw failure }
            suspects.insertEverything()
            blame(
                JournalFinding(
                    .database, entry: tree.size + 1, "it and what follows cannot be read: \(failure.cause)"))
        }
        try judgeAbsentPayloads(database)
        report.entries = tree.size
        try comparePending(beyondEnd: true)
        report.root = tree.roots.count == 1 ? tree.roots[0] : nil
    }

    private mutating func checkEntry(_ row: Row, _ database: Database) throws {
        let seq: Int64 = try row.value(at: 0)
        let record = try row.withUnsafeData(atIndex: 1) { data -> EntryRecord? in
            data?.withUnsafeBytes(RecordScanner.record(in:))
        }
        if let record, record.seq != seq {
            // Whatever this row is, it is not entry `seq`; nor may it stand for one in the tree.
            blame(.misplaced, entry: seq, "its row holds the record of entry \(record.seq)")
            guard seq == tree.size + 1 else { return }
            _ = tree.append(stored: nil, computed: nil, nodes: nil)
            return try comparePending()
        }
        if seq > tree.size + 1 {
            guard seq - tree.size <= Self.longestGap else {
                return blame(.misplaced, entry: seq, "no log has so many entries as its number says")
            }
            try skip(to: seq)
        }
        guard seq == tree.size + 1 else {
            // Below 1, or a second time, as only a damaged table has it.
            return blame(.misplaced, entry: seq, "its row stands where no entry of this number can")
        }
        let leaf = try row.withUnsafeData(atIndex: 2) { $0.flatMap { TreeHash(bytes: $0) } }
        let bytes = try row.withUnsafeData(atIndex: 1) { Array($0 ?? Data()) }
        let nodes = try row.withUnsafeData(atIndex: 3) { Self.hashes(in: $0) }
        let faults = tree.append(stored: leaf, computed: .leaf(of: bytes), nodes: nodes)
        if record == nil {
            blame(.record, entry: seq, "its record cannot be read")
        } else if faults.contains(where: { $0.level == 0 }) || leaf == nil {
            blame(.record, entry: seq, "its record does not hash to its leaf: one of the two was changed")
        } else if let fault = faults.first {
            blame(
                .node, entry: seq, "the tree's node of level \(fault.level) in its row does not follow from those below"
            )
        }
        if let record {
            let block = EntryBlock.number(of: seq)
            latest[block] = max(latest[block] ?? .min, record.time.utc.nanoseconds)
            try checkDetails(of: record, row, database)
        }
        try comparePending()
    }

    /// What is missing is passed over one by one, so a number that a damaged row gives itself must not cost hours.
    private static let longestGap: Int64 = 1 << 24

    private mutating func skip(to seq: Int64) throws {
        let first = tree.size + 1
        for missing in first..<seq {
            _ = tree.append(stored: nil, computed: nil, nodes: nil)
            suspects.insert(missing)
            try comparePending()
        }
        blame(JournalFinding(.missing, entry: first, last: seq - 1, "missing"))
    }

    private mutating func checkDetails(of record: EntryRecord, _ row: Row, _ database: Database) throws {
        let seq = record.seq
        if try (row.value(at: 4) as String?) != record.kind.rawValue || (row.value(at: 5) as String?) != record.camera
            || (row.value(at: 6) as Int64?) != record.event
            || (row.value(at: 7) as Int64?) != record.time.utc.nanoseconds
        {
            blame(.column, entry: seq, "kind, camera, event or time beside its record is not what the record says")
        }
        let salt: Data? = try row.value(at: 8)
        let body: Data? = try row.value(at: 9)
        guard let salt, let body else {
            if Self.erasableKinds.contains(record.kind) {
                absentPayloads.insert(Int(seq))
            } else {
                blame(.payload, entry: seq, "its payload is missing, and those of its kind are never erased")
            }
            return
        }
        report.payloads += 1
        let bytes = Array(body)
        guard EntryRecord.digest(salt: Array(salt), payload: bytes) == record.digest else {
            return blame(.payload, entry: seq, "its payload or salt is not the one of its digest")
        }
        guard [.keyCreated, .keyRotated, .retentionErased].contains(record.kind) else { return }
        let payload = try reader.payload(body, seq: seq)
        guard record.kind != .retentionErased else {
            if !suspects.contains(seq) { take(ErasureRecord(payload), seq) }
            return
        }
        if let fault = keys.take(
            seq, kind: record.kind, payload: payload, expected: options.key, isComplete: suspects.isEmpty)
        {
            blame(JournalFinding(.key, entry: seq, fault))
        }
    }

    private static let erasableKinds = Set(RetentionClass.allCases.flatMap(\.kinds))

    private static func hashes(in data: Data?) -> [TreeHash] {
        guard let data, data.count % TreeHash.byteCount == 0 else { return [] }
        return stride(from: 0, to: data.count, by: TreeHash.byteCount).compactMap { start in
            TreeHash(bytes: data.dropFirst(start).prefix(TreeHash.byteCount))
        }
    }
}
