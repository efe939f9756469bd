import Crypto

/// A SHA-256 in a Merkle tree: of a leaf, of an interior node, or of a whole tree (RFC 6962, 2.1).
public struct TreeHash: Sendable, Hashable, CustomStringConvertible {
    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Wraps 32 bytes; `nil` for any other count.
    public init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        self.bytes = bytes
    }

    private init(_ digest: SHA256.Digest) {
        bytes = Array(digest)
    }

    /// The root of the tree without leaves: SHA-256 of nothing.
    public static let emptyRoot = TreeHash(SHA256().finalize())

    /// The hash of a leaf: SHA-256(0x00 ‖ record).
    public static func leaf(of record: [UInt8]) -> TreeHash {
        var hasher = SHA256()
        hasher.update(data: [0x00])
        hasher.update(data: record)
        return TreeHash(hasher.finalize())
    }

    /// The hash of an interior node: SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var hasher = SHA256()
        hasher.update(data: [0x01])
        hasher.update(data: left.bytes)
        hasher.update(data: right.bytes)
        return TreeHash(hasher.finalize())
    }

    /// Lower-case hexadecimal, as `sha256sum` prints.
    public var description: String {
        let digits = Array("0123456789abcdef")
        return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
