import Crypto
public import MerkleLog

/// Computes anew whatever a ledger says, from the records on: leaves, nodes, roots, payloads' digests, files' digests, receipts.
///
/// It changes nothing. Memory does not grow with the size of the ledger.
public struct LedgerVerifier {
    /// After how many findings a log is given up.
    public static let findingLimit = 100

    private let store: any LedgerStore
    private let shelf: FileShelf
    private let key: NoteKey?
    private var result = LedgerVerification()

    /// Makes a verifier.
    ///
    /// - Parameter key: the key of the ledger's receipts; `nil` to leave their signatures unchecked.
    public init(store: any LedgerStore, directory: String, key: NoteKey?) {
        self.store = store
        self.key = key
        shelf = FileShelf(directory: directory)
    }

    /// Verifies everything, or one log.
    ///
    /// - Throws: ``LedgerError`` if the ledger cannot be read, or has no such log.
    public mutating func run(source: String? = nil) throws(LedgerError) -> LedgerVerification {
        let logs = try store.logs().map(\.log).filter { source == nil || $0.origin.description == source }
        if let source, logs.isEmpty {
            throw LedgerError(
                .refused, place: source, cause: "there is no such log", mend: "See `karaula-ledger list sites`")
        }
        for log in logs {
            result.logs += 1
            try verify(log)
        }
        return result
    }

    private mutating func blame(_ log: SiteLog, _ seq: Int64?, _ cause: String) {
        guard result.findings.count < Self.findingLimit else { return }
        result.findings.append(LedgerFinding(source: log.origin.description, seq: seq, cause: cause))
    }

    private mutating func verify(_ log: SiteLog) throws(LedgerError) {
        let source = log.origin.description
        var receipts: [Int64: [(root: TreeHash, what: String)]] = [:]
        if let witnessed = log.witnessed {
            receipts[witnessed.size, default: []].append((witnessed.root, "the last receipt"))
            check(witnessed, of: log)
        }
        for receipt in try store.receipts(of: source) {
            receipts[receipt.size, default: []].append((receipt.root, "a receipt of \(receipt.time)"))
            check(receipt, of: log)
        }
        var tree = LogTree()
        var count: Int64 = 0
        var last: Int64 = 0
        while true {
            let page = try store.entries(of: source, after: last, limit: 500)
            guard let end = page.last?.entry.seq else { break }
            for stored in page {
                check(stored, of: log)
                count += 1
                guard stored.entry.seq == tree.size + 1, tree.size < log.complete else { continue }
                if let row = tree.append(stored.entry.leaf) {
                    let nodes = try store.nodes(of: source, completedBy: row.seq)
                    if nodes != row.nodes {
                        blame(log, row.seq, "the nodes stored with it are not those of the entries")
                    }
                }
                for receipt in receipts[tree.size] ?? [] where log.order == .all && receipt.root != tree.root {
                    blame(log, tree.size, "\(receipt.what) covers other entries than are stored up to here")
                }
            }
            last = end
        }
        if tree.size < log.complete {
            blame(log, tree.size + 1, "it is missing, and \(log.complete) entries should be here without a gap")
        } else if tree != log.tree {
            blame(log, nil, "the root over its \(log.complete) entries is not the one that is stored")
        }
        // A ledger that serves meanwhile stores more.
        let counted = try store.logs().first { $0.log.origin == log.origin }?.log.count ?? log.count
        if !(log.count...max(log.count, counted)).contains(count) {
            blame(log, nil, "\(count) entries are here, and \(log.count) were counted")
        }
        if let largest = receipts.keys.max(), log.order == .all, largest > log.complete {
            blame(log, nil, "a receipt covers \(largest) entries, and only \(log.complete) are here without a gap")
        }
        try checkFiles(of: log)
    }

    private mutating func check(_ stored: StoredEntry, of log: SiteLog) {
        result.entries += 1
        let entry = stored.entry
        if stored.leaf != entry.leaf.bytes { blame(log, entry.seq, "its leaf is not that of its record") }
        let record: CanonicalValue
        do throws(CanonicalError) { record = try CanonicalValue(parsingCanonical: entry.record) } catch {
            return blame(log, entry.seq, "its record is not in canonical form (\(error))")
        }
        if record["seq"]?.integer != entry.seq { blame(log, entry.seq, "its record has another number") }
        if record["kind"]?.string != entry.kind { blame(log, entry.seq, "its record is of another kind") }
        guard let salt = entry.salt else { return }
        result.payloads += 1
        var hash = SHA256()
        hash.update(data: salt)
        hash.update(data: entry.payload ?? [])
        if Hexadecimal.text(Array(hash.finalize())) != record["digest"]?.string {
            blame(log, entry.seq, "its payload is not the one whose digest its record names")
        }
    }

    private mutating func check(_ receipt: Witnessed, of log: SiteLog) {
        result.receipts += 1
        do throws(NoteError) {
            let note = try SignedNote(parsing: receipt.note)
            let checkpoint = try Checkpoint(parsing: note.text)
            if checkpoint.size != receipt.size || checkpoint.root != receipt.root
                || checkpoint.origin != log.origin.description
            {
                blame(log, nil, "the receipt of \(receipt.time) is not what its note says")
            }
            if let key, key.signatureTime(in: note) != receipt.time {
                blame(log, nil, "the receipt of \(receipt.time) is not signed by this ledger's key")
            }
            if let siteKey = log.key(forSize: receipt.size), !siteKey.verifies(note) {
                blame(log, nil, "the checkpoint under the receipt of \(receipt.time) is not signed by the site's key")
            }
        } catch {
            blame(log, nil, "the receipt of \(receipt.time) cannot be read: \(error)")
        }
    }

    private mutating func checkFiles(of log: SiteLog) throws(LedgerError) {
        let source = log.origin.description
        var last: Int64 = 0
        while true {
            let page = try store.files(of: source, after: last, limit: 200)
            guard let end = page.last?.seq else { return }
            for file in page {
                let teller = try store.entry(of: source, seq: file.seq).flatMap { FileTeller($0.entry) }
                if teller?.bytes != file.bytes || teller?.sha256 != file.sha256 {
                    blame(log, file.seq, "its file's row is not what it says")
                }
                guard file.completed != nil else { continue }
                result.files += 1
                let sum = try shelf.sum(of: file)
                result.fileBytes += sum?.bytes ?? 0
                if sum == nil {
                    blame(log, file.seq, "its file \(file.path) is missing")
                } else if sum?.bytes != file.bytes || sum?.sha256 != file.sha256 {
                    blame(log, file.seq, "its file \(file.path) was changed")
                }
            }
            last = end
        }
    }
}
