import Foundation
import GRDB
public import MerkleLog

/// What the log proves: checkpoints, nodes of its tree, proofs.
extension JournalReader {
    /// Which log this is.
    public func origin() throws(JournalError) -> LogOrigin {
        try read { database in
            let row = try Row.fetchOne(database, sql: "SELECT site, generation FROM journal WHERE id = 1")
            guard let row else {
                throw JournalError.corrupt(paths.database, cause: "it does not say which site it belongs to")
            }
            return try LogOrigin(site: row.value("site"), generation: row.value("generation"))
        }
    }

    /// The newest checkpoint; `nil` for a log that was never signed.
    public func newestCheckpoint() throws(JournalError) -> SignedNote? {
        try read { database in try checkpoint(database, "ORDER BY size DESC LIMIT 1", []) }
    }

    /// The first checkpoint that covers entry `seq`; `nil` if none does yet.
    public func checkpoint(covering seq: Int64) throws(JournalError) -> SignedNote? {
        try read { database in try checkpoint(database, "WHERE size >= ? ORDER BY size LIMIT 1", [seq]) }
    }

    /// The audit path of entry `seq` in the tree of the first `size` entries (RFC 6962, 2.1.1).
    ///
    /// - Throws: ``JournalError``, code `refused`, if there is no such entry or no such size.
    public func inclusionProof(of seq: Int64, in size: Int64) throws(JournalError) -> [TreeHash] {
        try prove("entry \(seq) in the log of \(size) entries", upTo: size, isAsked: seq >= 1 && seq <= size) {
            try $0.inclusion(of: seq - 1)
        }
    }

    /// The proof that the log of `size` entries begins with the log of `old` entries (RFC 6962, 2.1.2).
    ///
    /// - Throws: ``JournalError``, code `refused`, if the log never had these sizes.
    public func consistencyProof(from old: Int64, to size: Int64) throws(JournalError) -> [TreeHash] {
        try prove("the log of \(old) entries in that of \(size)", upTo: size, isAsked: old >= 0 && old <= size) {
            try $0.consistency(from: old)
        }
    }

    /// The root hash of the tree of the first `size` entries, from the stored nodes.
    public func root(ofSize size: Int64) throws(JournalError) -> TreeHash {
        try prove("the log of \(size) entries", upTo: size, isAsked: size >= 0) { try $0.root() }
    }

    private func prove<T>(
        _ place: String, upTo size: Int64, isAsked: Bool, _ body: (MerkleProver<any Error>) throws -> T
    ) throws(JournalError) -> T {
        try read { database in
            let head = try Int64.fetchOne(database, sql: "SELECT max(seq) FROM entry") ?? 0
            guard isAsked, size <= head else {
                throw JournalError.refused(
                    place, cause: "there is no such thing: the journal has \(head) entries",
                    mend: "Ask for an entry from 1 to \(head)")
            }
            let store = NodeStore(database: database, path: paths.database)
            return try body(MerkleProver(size: size) { place in try store.node(place) })
        }
    }

    private func checkpoint(
        _ database: Database, _ which: String, _ arguments: StatementArguments
    ) throws -> SignedNote? {
        let statement = try database.cachedStatement(sql: "SELECT size, note FROM checkpoint \(which)")
        guard let row = try Row.fetchOne(statement, arguments: arguments) else { return nil }
        let size: Int64 = try row.value("size")
        do {
            return try SignedNote(parsing: String(decoding: row.value("note") as Data, as: UTF8.self))
        } catch {
            throw JournalError.corrupt(
                paths.database, cause: "the checkpoint of size \(size) cannot be read (\(error))")
        }
    }
}
