package import MerkleLog

/// Checks the stored nodes of a tree against each other while its leaves pass, and finds the one that was changed: pure.
///
/// Each place of the tree has up to two candidates: what is stored, and what follows from what lies below. A stored parent
/// decides between them. So a single changed node is found where it is: what stands above it agrees with what follows from
/// below, and is not blamed. Memory is O(log n).
package struct TreeAudit {
    /// A node that does not follow from what lies below it.
    package struct Fault: Equatable {
        /// The entry in whose row it stands.
        package var seq: Int64
        /// Its level; 0 is the leaf.
        package var level: Int

        /// Names a node.
        package init(seq: Int64, level: Int) {
            self.seq = seq
            self.level = level
        }
    }

    /// Makes an audit of a tree from its first leaf on.
    package init() {}

    private struct Item {
        var hash: TreeHash?
        var alternative: TreeHash?

        func forEach(_ body: (TreeHash) -> Void) {
            if let hash { body(hash) }
            if let alternative { body(alternative) }
        }
    }

    /// How many entries have passed.
    package private(set) var size: Int64 = 0
    private var frontier: [Item] = []

    /// Takes the next entry.
    ///
    /// - Parameters:
    ///   - stored: the leaf in the row; `nil` if the row is missing or tells of another entry.
    ///   - computed: the leaf that follows from the record.
    ///   - nodes: the interior nodes in the row; `nil` if the row is missing.
    package mutating func append(stored: TreeHash?, computed: TreeHash?, nodes: [TreeHash]?) -> [Fault] {
        size += 1
        var faults: [Fault] = []
        var item = Item(hash: stored ?? computed, alternative: stored == computed || stored == nil ? nil : computed)
        if item.alternative != nil { faults.append(Fault(seq: size, level: 0)) }
        let levels = size.trailingZeroBitCount
        for level in stride(from: 1, through: levels, by: 1) {
            let left = frontier.removeLast()
            let kept = nodes.flatMap { level <= $0.count ? $0[level - 1] : nil }
            let (next, isSound) = Self.parent(of: left, item, stored: kept)
            if !isSound || nodes != nil && kept == nil { faults.append(Fault(seq: size, level: level)) }
            item = next
        }
        if let nodes, nodes.count > levels { faults.append(Fault(seq: size, level: nodes.count)) }
        frontier.append(item)
        return faults
    }

    /// The roots that the tree may have as it is now; none if an entry is missing that nothing stands for.
    package var roots: [TreeHash] {
        guard let last = frontier.last else { return [.emptyRoot] }
        var candidates: [TreeHash] = []
        last.forEach { candidates.append($0) }
        for item in frontier.dropLast().reversed() {
            var next: [TreeHash] = []
            item.forEach { left in next += candidates.map { TreeHash.node(left, $0) } }
            // Two candidates stand only at nodes that were changed; a journal full of them has no root worth finding.
            candidates = Array(next.prefix(64))
        }
        return candidates
    }

    private static func parent(of left: Item, _ right: Item, stored: TreeHash?) -> (Item, isSound: Bool) {
        guard let first = left.hash, let second = right.hash else { return (Item(hash: stored), true) }
        let computed = TreeHash.node(first, second)
        guard let stored else { return (Item(hash: computed), true) }
        if computed == stored { return (Item(hash: stored), true) }
        var matches = false
        left.forEach { left in right.forEach { right in matches = matches || TreeHash.node(left, right) == stored } }
        if matches { return (Item(hash: stored), true) }
        // What follows from below is computed from the candidates that stand for the record, not for the leaf beside it.
        let fromBelow = TreeHash.node(left.alternative ?? first, right.alternative ?? second)
        return (Item(hash: stored, alternative: fromBelow), false)
    }
}
