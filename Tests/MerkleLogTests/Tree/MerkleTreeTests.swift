import MerkleLog
import Testing

@Suite struct MerkleTreeTests {
    private static func bytes(_ hexadecimal: String) -> [UInt8] {
        let digits = Array(hexadecimal).compactMap { $0.hexDigitValue.map { UInt8($0) } }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    /// The leaves and roots by which implementations of Certificate Transparency are compared.
    private static let leaves = [
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    ].map(bytes)
    private static let roots = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ]

    /// The recursive definition of RFC 6962, 2.1.
    private static func definition(_ leaves: ArraySlice<TreeHash>) -> TreeHash {
        guard let first = leaves.first else { return .emptyRoot }
        guard leaves.count > 1 else { return first }
        var half = 1
        while half * 2 < leaves.count { half *= 2 }
        return .node(definition(leaves.prefix(half)), definition(leaves.dropFirst(half)))
    }

    @Test func theEmptyTreeHasTheHashOfNothing() {
        #expect(
            MerkleTree().root.description == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    }

    @Test func hasThePublishedRoots() {
        var tree = MerkleTree()
        for (leaf, root) in zip(Self.leaves, Self.roots) {
            tree.append(.leaf(of: leaf))
            #expect(tree.root.description == root, "size \(tree.size)")
        }
    }

    @Test func equalsTheRecursiveDefinitionForEverySize() {
        var tree = MerkleTree()
        var leaves: [TreeHash] = []
        for number in 0..<200 {
            let leaf = TreeHash.leaf(of: Array("record \(number)".utf8))
            leaves.append(leaf)
            tree.append(leaf)
            #expect(tree.size == Int64(leaves.count))
            #expect(tree.frontier.count == tree.size.nonzeroBitCount)
            #expect(tree.root == Self.definition(leaves[...]))
        }
    }

    @Test func goesOnWhereItWasLeft() {
        var whole = MerkleTree()
        for leaf in Self.leaves.prefix(5) { whole.append(.leaf(of: leaf)) }
        var resumed = MerkleTree(size: whole.size, frontier: whole.frontier)
        for leaf in Self.leaves.dropFirst(5) { resumed?.append(.leaf(of: leaf)) }
        #expect(resumed?.root.description == Self.roots[7])
    }

    @Test func refusesAFrontierThatDoesNotFitTheSize() {
        let node = TreeHash.leaf(of: [1])
        #expect(MerkleTree(size: 3, frontier: [node]) == nil)
        #expect(MerkleTree(size: 0, frontier: [node]) == nil)
        #expect(MerkleTree(size: -1, frontier: [node]) == nil)
        #expect(TreeHash(bytes: [1, 2, 3]) == nil)
    }

    @Test func aLeafIsNeverANode() {
        let left = TreeHash.leaf(of: [1])
        let right = TreeHash.leaf(of: [2])
        #expect(TreeHash.leaf(of: left.bytes + right.bytes) != TreeHash.node(left, right))
    }
}
