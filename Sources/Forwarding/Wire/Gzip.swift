import CLinux

/// Compression of request bodies (RFC 1952).
package enum Gzip {
    /// Bodies below this are not worth it, in bytes.
    static let threshold = 1024

    /// The compressed bytes; `nil` if they are not fewer.
    package static func compressed(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.count >= threshold else { return nil }
        let capacity = clinux_gzip_bound(bytes.count)
        let compressed = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = bytes.withUnsafeBufferPointer { input in
                clinux_gzip(input.baseAddress, input.count, buffer.baseAddress, buffer.count)
            }
        }
        return compressed.isEmpty || compressed.count >= bytes.count ? nil : compressed
    }
}
