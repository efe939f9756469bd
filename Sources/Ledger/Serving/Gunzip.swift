import CZlib

/// Unpacks gzip (RFC 1952) with a limit, so that a small body cannot become an endless one.
package enum Gunzip {
    package enum Failure: Error, Equatable {
        /// More than the limit would come out.
        case tooLarge
        /// It is not gzip, or is damaged, cut off, or followed by something.
        case damaged
    }

    /// Unpacks one whole member; at most `limit` bytes come out.
    package static func bytes(of packed: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
        var stream = z_stream()
        guard czlib_gunzip_begin(&stream) == Z_OK else { throw .damaged }
        defer { inflateEnd(&stream) }
        var result: [UInt8] = []
        var status = Z_OK
        var input = packed
        let piece = 256 << 10
        // One byte beyond the limit tells a body that is too large from one that just fits.
        while status == Z_OK, result.count <= limit {
            let room = min(piece, limit + 1 - result.count)
            let done = packed.count - Int(stream.avail_in)
            let before = result.count
            result.append(contentsOf: repeatElement(0, count: room))
            let offset = stream.next_in == nil ? 0 : done
            let left = input.count - offset
            status = input.withUnsafeMutableBufferPointer { source in
                result.withUnsafeMutableBufferPointer { target in
                    stream.next_in = source.baseAddress?.advanced(by: offset)
                    stream.avail_in = UInt32(left)
                    stream.next_out = target.baseAddress?.advanced(by: before)
                    stream.avail_out = UInt32(room)
                    return inflate(&stream, Z_NO_FLUSH)
                }
            }
            let written = room - Int(stream.avail_out)
            result.removeLast(room - written)
            if status == Z_BUF_ERROR || (status == Z_OK && written == 0) { throw .damaged }
        }
        guard result.count <= limit else { throw .tooLarge }
        guard status == Z_STREAM_END, stream.avail_in == 0 else { throw .damaged }
        return result
    }
}
