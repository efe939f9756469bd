/// Where a compressed frame ends in its buffer.
package enum CompressedLength {
    /// How many bytes at the front of `bytes` are the JPEG image: up to and with its last EOI (ITU-T T.81, B.2.1).
    ///
    /// Drivers count the whole buffer of some cameras as used, with padding or the rest of an older frame behind the image;
    /// what is stored would carry that along. Only what stands behind the EOI is looked at. Without one the image is not
    /// complete, and all bytes are given back for whoever judges that.
    package static func ofJPEG(_ bytes: UnsafeRawBufferPointer) -> Int {
        var end = bytes.count
        while end >= 2 {
            // In picture data 0xFF is followed by 0x00 or a restart marker, never by 0xD9.
            if bytes[end - 1] == 0xD9, bytes[end - 2] == 0xFF { return end }
            end -= 1
        }
        return bytes.count
    }
}
