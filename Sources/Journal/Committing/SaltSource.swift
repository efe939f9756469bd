import Glibc

/// Random salts from the kernel, several a call: an entry must not cost a system call of its own.
struct SaltSource {
    private static let saltBytes = 16
    /// getentropy(3) gives up to 256 bytes a call, all of them or none.
    private static let pieceBytes = 256

    private var piece: [UInt8] = []
    private var used = 0

    /// The next salt, which is never used again.
    mutating func next() throws(JournalError) -> [UInt8] {
        if used == piece.count {
            var fresh = [UInt8](repeating: 0, count: Self.pieceBytes)
            guard getentropy(&fresh, fresh.count) == 0 else { throw .system(errno, "getentropy", doing: "draw a salt") }
            piece = fresh
            used = 0
        }
        defer { used += Self.saltBytes }
        return Array(piece[used..<used + Self.saltBytes])
    }
}
