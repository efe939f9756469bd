import Glibc

/// Writes bytes into memory that is large enough.
struct ByteWriter {
    let base: UnsafeMutablePointer<UInt8>
    private(set) var count = 0

    init(_ base: UnsafeMutablePointer<UInt8>) {
        self.base = base
    }

    mutating func append(_ byte: UInt8) {
        base[count] = byte
        count += 1
    }

    mutating func append(word: Int) {
        append(UInt8(truncatingIfNeeded: word >> 8))
        append(UInt8(truncatingIfNeeded: word))
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress else { return }
        memcpy(base + count, source, bytes.count)
        count += bytes.count
    }

    /// Appends bits of a scan, with the zeros that keep 0xFF from being taken for a marker (T.81, F.1.2.3).
    mutating func append(stuffing bytes: UnsafeRawBufferPointer) {
        guard var source = bytes.baseAddress else { return }
        let end = source + bytes.count
        while let found = memchr(source, 0xFF, end - source) {
            let length = UnsafeRawPointer(found) - source + 1
            memcpy(base + count, source, length)
            count += length
            append(0)
            source += length
        }
        memcpy(base + count, source, end - source)
        count += end - source
    }
}
