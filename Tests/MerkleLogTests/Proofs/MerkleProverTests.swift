import MerkleLog
import Testing

/// A log whose nodes are kept as a journal keeps them: with the leaf that completes them.
struct StoredTree {
    private(set) var leaves: [TreeHash] = []
    private var rows: [[TreeHash]] = []
    private(set) var tree = MerkleTree()

    init(size: Int) {
        for number in 0..<size {
            let leaf = TreeHash.leaf(of: Array("record \(number)".utf8))
            leaves.append(leaf)
            rows.append([leaf] + tree.append(leaf))
        }
    }

    func prover(size: Int64) -> MerkleProver<Never> {
        MerkleProver(size: size) { place throws(Never) in rows[Int(place.completedBy) - 1][place.level] }
    }
}

@Suite struct MerkleProverTests {
    private let stored = StoredTree(size: 70)

    private func root(_ size: Int) -> TreeHash {
        var tree = MerkleTree()
        for leaf in stored.leaves.prefix(size) { tree.append(leaf) }
        return tree.root
    }

    @Test func theRootOfEverySizeFollowsFromStoredNodes() {
        for size in 0...70 { #expect(stored.prover(size: Int64(size)).root() == root(size), "size \(size)") }
    }

    @Test func aTreeIsTakenUpFromStoredNodesAtEverySize() {
        for size in 0...70 {
            let prover = stored.prover(size: 70)
            let tree = MerkleTree(size: Int64(size)) { place throws(Never) in
                stored.prover(size: 70).size >= place.completedBy ? self.node(place) : .emptyRoot
            }
            #expect(tree.root == root(size), "size \(size)")
            #expect(prover.size == 70)
        }
    }

    private func node(_ place: NodePlace) -> TreeHash {
        var tree = MerkleTree()
        for leaf in stored.leaves[Int(place.leaves.lowerBound)..<Int(place.leaves.upperBound)] { tree.append(leaf) }
        return tree.root
    }

    @Test func everyLeafOfEveryTreeIsProvenAndNoOther() {
        for size in 1...70 {
            let prover = stored.prover(size: Int64(size))
            for leaf in 0..<size {
                let path = prover.inclusion(of: Int64(leaf))
                func root(_ place: Int, _ hash: TreeHash, _ path: [TreeHash]) -> TreeHash? {
                    MerkleProof.root(ofTreeWith: Int64(size), leaf: Int64(place), hash: hash, path: path)
                }
                let expected = self.root(size)
                #expect(root(leaf, stored.leaves[leaf], path) == expected, "leaf \(leaf) of \(size)")
                #expect(root(leaf, .leaf(of: [1]), path) != expected)
                if size > 1 {
                    #expect(root((leaf + 1) % size, stored.leaves[leaf], path) != expected)
                    #expect(root(leaf, stored.leaves[leaf], Array(path.dropLast())) != expected)
                }
                #expect(root(leaf, stored.leaves[leaf], path + [.emptyRoot]) != expected)
            }
        }
    }

    @Test func everyTreeIsProvenToBeginWithEveryEarlierOneAndWithNoOther() {
        for size in 1...70 {
            for old in 1...size {
                let proof = stored.prover(size: Int64(size)).consistency(from: Int64(old))
                func holds(_ oldRoot: TreeHash, _ proof: [TreeHash]) -> Bool {
                    MerkleProof.isConsistent(from: Int64(old), oldRoot, to: Int64(size), root(size), proof: proof)
                }
                #expect(holds(root(old), proof), "\(old) in \(size)")
                #expect(!holds(.leaf(of: [1]), proof))
                if !proof.isEmpty { #expect(!holds(root(old), Array(proof.dropLast()))) }
                #expect(!holds(root(old), proof + [.emptyRoot]))
            }
        }
    }

    @Test func everyTreeBeginsWithTheEmptyOne() {
        #expect(MerkleProof.isConsistent(from: 0, .emptyRoot, to: 7, root(7), proof: []))
        #expect(!MerkleProof.isConsistent(from: 0, root(1), to: 7, root(7), proof: []))
    }

    @Test func whatIsNotInTheTreeHasNoProof() {
        let prover = stored.prover(size: 7)
        #expect(prover.inclusion(of: 7).isEmpty)
        #expect(prover.inclusion(of: -1).isEmpty)
        #expect(MerkleProof.root(ofTreeWith: 7, leaf: 7, hash: stored.leaves[7], path: []) == nil)
        #expect(!MerkleProof.isConsistent(from: 8, root(8), to: 7, root(7), proof: []))
    }

    /// The vectors by which implementations of Certificate Transparency are compared.
    @Test func hasThePublishedPaths() {
        let inputs: [[UInt8]] = [
            [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
            [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57],
            [0x60, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F],
        ]
        var tree = MerkleTree()
        let rows = inputs.map { input in [TreeHash.leaf(of: input)] + tree.append(.leaf(of: input)) }
        let prover = MerkleProver(size: 8) { place throws(Never) in rows[Int(place.completedBy) - 1][place.level] }
        #expect(
            prover.inclusion(of: 0).map(\.description) == [
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ])
        #expect(
            prover.consistency(from: 6).map(\.description) == [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ])
    }
}
