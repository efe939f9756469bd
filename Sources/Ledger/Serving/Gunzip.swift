import CLinux

/// Unpacks gzip (RFC 1952) with a limit, so that a small body cannot become an endless one.
package enum Gunzip {
    /// Why nothing was unpacked.
    package enum Failure: Error, Equatable {
        /// More than the limit would come out.
        case tooLarge
        /// It is not gzip, or is damaged, cut off, or followed by something.
        case damaged
    }

    /// Unpacks one whole member; at most `limit` bytes come out.
    package static func bytes(of packed: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        var status: Int64 = 0
        // Only the pages that are written to cost memory.
        let bytes = [UInt8](unsafeUninitializedCapacity: limit + 1) { buffer, count in
            status = clinux_gunzip(packed, packed.count, buffer.baseAddress, limit + 1)
            count = Int(max(0, status))
        }
        switch status {
        case -1: throw .damaged
        case -2: throw .tooLarge
        default:
            guard bytes.count <= limit else { throw .tooLarge }
            return bytes
        }
    }
}
