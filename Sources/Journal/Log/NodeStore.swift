import Foundation
import GRDB
import MerkleLog

/// Reads the nodes of the tree that stand in the entries' rows.
struct NodeStore {
    let database: Database
    let path: String

    /// The hash of one node; one row is read.
    func node(_ place: NodePlace) throws -> TreeHash {
        let seq = place.completedBy
        let column = place.level == 0 ? "leaf" : "nodes"
        let statement = try database.cachedStatement(sql: "SELECT \(column) FROM entry WHERE seq = ?")
        let bytes = try Data.fetchOne(statement, arguments: [seq]) ?? Data()
        let start = place.level == 0 ? 0 : (place.level - 1) * TreeHash.byteCount
        guard bytes.count >= start + TreeHash.byteCount,
            let hash = TreeHash(bytes: bytes.dropFirst(start).prefix(TreeHash.byteCount))
        else {
            throw JournalError.corrupt(path, cause: "the tree's nodes in the row of entry \(seq) are missing or cut")
        }
        return hash
    }

    /// The tree over the first `size` entries.
    func tree(size: Int64) throws -> MerkleTree {
        try MerkleTree(size: size) { place in try node(place) }
    }
}
