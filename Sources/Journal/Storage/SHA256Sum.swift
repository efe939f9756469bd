import Crypto

/// SHA-256 of bytes that are in memory.
enum SHA256Sum {
    static func of(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }
}
