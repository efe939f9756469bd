import CJPEG

/// Decodes JPEG images, one after the other, on one queue.
///
/// - What an image decodes to depends on its own bytes alone: nothing is carried over from the image before. An image
///   without Huffman tables, as Motion JPEG cameras send it, is decoded with the standard tables (ITU-T T.81, annex K.3).
/// - Damaged or truncated data is patched up, as far as there is a picture, and counted; otherwise it is an error. Nothing
///   is ever printed, and no input makes the process crash.
/// - The memory that libjpeg works in is kept and used again: from the third image of one form on, decoding allocates
///   nothing.
/// - Images of more than 16384 pixels a side, 128 Mi pixels, 64 scans or 256 MiB of working memory are refused.
public final class JPEGDecoder {
    private let handle: OpaquePointer?

    /// Makes a decoder.
    public init() {
        handle = karaula_jpeg_decoder_create()
    }

    deinit {
        karaula_jpeg_decoder_destroy(handle)
    }

    /// Reads an image's size and kind without decoding it.
    ///
    /// - Throws: what is wrong with the image.
    public func header(of bytes: UnsafeRawBufferPointer) throws(JPEGError) -> JPEGHeader {
        guard let handle else { throw .codecUnavailable }
        var header = karaula_jpeg_header()
        let result = karaula_jpeg_decoder_header(
            handle, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, &header)
        try check(result, handle)
        return JPEGHeader(
            size: FrameSize(width: Int(header.width), height: Int(header.height)),
            componentCount: Int(header.components), isProgressive: header.progressive != 0)
    }

    /// Decodes the luma of an image at a scale, without any work on its colours.
    ///
    /// - Parameters:
    ///   - bytes: one JPEG; what follows its end is ignored, but another JPEG right behind it is counted as a warning.
    ///   - scale: the scaling happens inside the inverse DCT, so small scales are faster and not noisier than averaging.
    ///   - plane: 8 bits deep, of the size `scale.size(of:)` of the image.
    /// - Returns: how often damaged data was patched up.
    /// - Throws: what is wrong with the image, or ``ImagingError/Code/sizeDiffers``. The plane's content is then undefined.
    public func decodeLuma(
        _ bytes: UnsafeRawBufferPointer, scale: LumaScale, into plane: GrayPlane
    ) throws(JPEGError) -> JPEGWarnings {
        guard plane.depth == .eight else {
            throw JPEGError(
                code: .sizeDiffers, place: "JPEG image", cause: "the gray plane is 16 bits deep, the image 8",
                mend: "make a plane of depth eight")
        }
        return try decode(
            bytes, space: KARAULA_JPEG_GRAY, scale: scale, pixels: plane.base, stride: plane.bytesPerRow,
            size: plane.size)
    }

    /// Decodes an image in colour.
    ///
    /// - Parameters:
    ///   - bytes: one JPEG, as for ``decodeLuma(_:scale:into:)``.
    ///   - image: of the image's size; its ``ColorImage/space`` decides what comes out.
    /// - Returns: how often damaged data was patched up.
    /// - Throws: what is wrong with the image, or ``ImagingError/Code/sizeDiffers``. The content is then undefined.
    public func decodeColor(
        _ bytes: UnsafeRawBufferPointer, into image: ColorImage
    ) throws(JPEGError) -> JPEGWarnings {
        try decode(
            bytes, space: image.space.codecCode, scale: .full, pixels: image.base, stride: image.bytesPerRow,
            size: image.size)
    }

    /// How often the decoder has asked the system for memory; it stands still in steady state.
    public var systemAllocations: Int {
        guard let handle else { return 0 }
        return Int(clamping: karaula_jpeg_decoder_growths(handle))
    }

    private func decode(
        _ bytes: UnsafeRawBufferPointer, space: Int, scale: LumaScale, pixels: UnsafeMutableRawPointer, stride: Int,
        size: FrameSize
    ) throws(JPEGError) -> JPEGWarnings {
        guard let handle else { throw .codecUnavailable }
        var warnings = 0
        let result = karaula_jpeg_decoder_decode(
            handle, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, Int32(space),
            Int32(scale.rawValue), pixels.assumingMemoryBound(to: UInt8.self), stride, Int32(clamping: size.width),
            Int32(clamping: size.height), &warnings)
        try check(result, handle)
        return JPEGWarnings(count: warnings)
    }

    private func check(_ result: Int32, _ handle: OpaquePointer) throws(JPEGError) {
        guard result != KARAULA_JPEG_OK else { return }
        throw JPEGError(
            codecResult: result, message: karaula_jpeg_decoder_message(handle), place: "JPEG image")
    }
}
