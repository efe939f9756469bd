import MerkleLog
import TestKit
import Testing

import Journal

@Suite struct TreeAuditTests {
    private struct Row {
        var stored: TreeHash?
        var computed: TreeHash?
        var nodes: [TreeHash]?
    }

    private func rows(_ size: Int) -> (rows: [Row], root: TreeHash) {
        var tree = MerkleTree()
        let rows = (0..<size).map { number -> Row in
            let leaf = TreeHash.leaf(of: Array("\(number)".utf8))
            return Row(stored: leaf, computed: leaf, nodes: tree.append(leaf))
        }
        return (rows, tree.root)
    }

    private func audit(_ rows: [Row]) -> (faults: [TreeAudit.Fault], roots: [TreeHash]) {
        var audit = TreeAudit()
        var faults: [TreeAudit.Fault] = []
        for row in rows { faults += audit.append(stored: row.stored, computed: row.computed, nodes: row.nodes) }
        return (faults, audit.roots)
    }

    @Test func anUntouchedTreeHasNoFaultAndItsRoot() {
        for size in 0...40 {
            let (rows, root) = rows(size)
            #expect(audit(rows).faults.isEmpty)
            #expect(audit(rows).roots == [root])
        }
    }

    @Test func everyChangedNodeIsFoundAloneAtItsPlace() {
        let (rows, root) = rows(37)
        for index in rows.indices {
            for level in 0...(rows[index].nodes?.count ?? 0) {
                var changed = rows
                if level == 0 {
                    changed[index].stored = .leaf(of: [9])
                } else {
                    changed[index].nodes?[level - 1] = .leaf(of: [9])
                }
                let result = audit(changed)
                #expect(result.faults == [.init(seq: Int64(index + 1), level: level)])
                #expect(result.roots.contains(root))
            }
        }
    }

    @Test func aChangedRecordIsFoundAloneAtItsPlace() {
        let (rows, root) = rows(37)
        for index in rows.indices {
            var changed = rows
            changed[index].computed = .leaf(of: [9])
            let result = audit(changed)
            #expect(result.faults == [.init(seq: Int64(index + 1), level: 0)])
            #expect(result.roots.contains(root))
        }
    }

    @Test func aMissingRowBlamesNobodyElse() {
        let (rows, _) = rows(37)
        for index in rows.indices {
            var changed = rows
            changed[index] = Row()
            #expect(audit(changed).faults.isEmpty)
        }
    }

    @Test func nodesTooManyOrTooFewAreAFaultOfTheirRow() {
        var (rows, _) = rows(8)
        rows[4].nodes = [.leaf(of: [1])]
        rows[7].nodes?.removeLast()
        #expect(audit(rows).faults == [.init(seq: 5, level: 1), .init(seq: 8, level: 3)])
    }
}
