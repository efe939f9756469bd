import Crypto

/// A SHA-256 in a Merkle tree: of a leaf, of an interior node, or of a whole tree (RFC 6962, 2.1).
public struct TreeHash: Sendable, Hashable, CustomStringConvertible {
    /// How many bytes a hash has.
    public static let byteCount = 32

    /// The 32 bytes.
    public let bytes: [UInt8]

    /// Wraps 32 bytes; `nil` for any other count.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    private init(_ digest: SHA256.Digest) {
        bytes = Array(digest)
    }

    /// The root of the tree without leaves: SHA-256 of nothing.
    public static let emptyRoot = TreeHash(SHA256().finalize())

    /// The hash of a leaf: SHA-256(0x00 ‖ record).
    public static func leaf(of record: [UInt8]) -> TreeHash {
        var input: [UInt8] = []
        input.reserveCapacity(record.count + 1)
        input.append(0x00)
        input.append(contentsOf: record)
        return TreeHash(SHA256.hash(data: input))
    }

    /// The hash of an interior node: SHA-256(0x01 ‖ left ‖ right).
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        var input: [UInt8] = []
        input.reserveCapacity(2 * byteCount + 1)
        input.append(0x01)
        input.append(contentsOf: left.bytes)
        input.append(contentsOf: right.bytes)
        return TreeHash(SHA256.hash(data: input))
    }

    /// Lower-case hexadecimal, as `sha256sum` prints.
    public var description: String { Hexadecimal.text(Array(bytes)) }
}
