import CJPEG

/// Encodes raw frames and pictures as JPEG, one after the other, on one queue.
///
/// - Every raw format is encoded straight from its luma and chroma, with its own chroma sampling and without a way through
///   RGB. Sample values are taken as they are; JPEG calls them full range.
/// - 16-bit frames are stretched to 8 bits between their darkest and brightest half per cent.
/// - Memory for the output and for intermediate rows is kept: a stream of frames of one form allocates nothing.
public final class JPEGEncoder {
    /// 1 (smallest) to 100 (best), as libjpeg counts.
    public let quality: Int
    private let handle: OpaquePointer?
    private let scratch = ScratchMemory()
    private var stretch: PercentileStretch?

    /// Makes an encoder.
    ///
    /// - Parameter quality: brought into 1…100; 75 to 90 suit snapshots and recordings.
    public init(quality: Int) {
        self.quality = min(max(quality, 1), 100)
        handle = karaula_jpeg_encoder_create()
    }

    deinit {
        karaula_jpeg_encoder_destroy(handle)
    }

    /// Encodes a raw frame.
    ///
    /// - Returns: the JPEG; valid until the next call of this encoder, and only while it lives.
    /// - Throws: ``ImagingError/Code/frameTooShort`` if the frame holds less than it claims,
    ///   ``ImagingError/Code/unusableSize``, or ``ImagingError/Code/unsupported`` for a frame that is a JPEG already.
    public func encode(_ frame: Frame) throws(JPEGError) -> UnsafeRawBufferPointer {
        guard frame.format != .mjpeg else {
            throw JPEGError(
                code: .unsupported, place: "MJPG frame of \(frame.size)", cause: "it is a JPEG already",
                mend: "use its bytes as they are")
        }
        let layout = try FrameLayout(of: frame)
        switch frame.format {
        case .grey:
            return try encode(
                pixels: layout.base, stride: layout.stride, size: layout.size, space: KARAULA_JPEG_GRAY)
        case .y16:
            let stretch = stretch ?? PercentileStretch()
            self.stretch = stretch
            let pixels = scratch.bytes(layout.size.area)
            stretch.map(layout, to: pixels.assumingMemoryBound(to: UInt8.self))
            return try encode(
                pixels: UnsafeRawPointer(pixels), stride: layout.size.width, size: layout.size,
                space: KARAULA_JPEG_GRAY)
        case .yuyv, .uyvy, .nv12, .yu12, .mjpeg:
            return try encodeBands(layout)
        }
    }

    /// Encodes a picture, with chroma at half width and height.
    ///
    /// - Returns: the JPEG; valid until the next call of this encoder, and only while it lives.
    /// - Throws: ``ImagingError/Code/tooLarge`` beyond 16384 pixels a side or 128 Mi pixels.
    public func encode(_ image: ColorImage) throws(JPEGError) -> UnsafeRawBufferPointer {
        try encode(
            pixels: UnsafeRawPointer(image.base), stride: image.bytesPerRow, size: image.size,
            space: image.space.codecCode)
    }

    /// Encodes a gray plane of 8 bits.
    ///
    /// - Returns: the JPEG; valid until the next call of this encoder, and only while it lives.
    /// - Throws: ``ImagingError/Code/unsupported`` for a 16-bit plane, ``ImagingError/Code/tooLarge`` beyond the limits.
    public func encode(_ plane: GrayPlane) throws(JPEGError) -> UnsafeRawBufferPointer {
        guard plane.depth == .eight else {
            throw JPEGError(
                code: .unsupported, place: "gray plane of \(plane.size)", cause: "it is 16 bits deep, JPEG 8",
                mend: "encode the frame instead")
        }
        return try encode(
            pixels: UnsafeRawPointer(plane.base), stride: plane.bytesPerRow, size: plane.size,
            space: KARAULA_JPEG_GRAY)
    }

    /// How often the codec has asked the system for memory; it stands still in steady state.
    public var systemAllocations: Int {
        guard let handle else { return 0 }
        return Int(clamping: karaula_jpeg_encoder_growths(handle))
    }

    private func encode(
        pixels: UnsafeRawPointer, stride: Int, size: FrameSize, space: Int
    ) throws(JPEGError) -> UnsafeRawBufferPointer {
        guard let handle else { throw .codecUnavailable }
        let result = karaula_jpeg_encoder_encode(
            handle, Int32(quality), Int32(space), pixels.assumingMemoryBound(to: UInt8.self), stride,
            Int32(clamping: size.width), Int32(clamping: size.height))
        return try output(result, handle, size)
    }

    private func encodeBands(_ layout: FrameLayout) throws(JPEGError) -> UnsafeRawBufferPointer {
        guard let handle else { throw .codecUnavailable }
        let halves = layout.halvesChromaRows
        var result = karaula_jpeg_encoder_begin_planar(
            handle, Int32(quality), halves ? 1 : 0, Int32(layout.size.width), Int32(layout.size.height))
        let band = PlanarBand(layout: layout, scratch: scratch)
        var y = 0
        while result == KARAULA_JPEG_OK, y < layout.size.height {
            band.fill(from: layout, at: y)
            result = karaula_jpeg_encoder_write_band(
                handle, band.luma, band.lumaStride, band.blue, band.red, band.chromaStride)
            y += band.lumaRows
        }
        if result == KARAULA_JPEG_OK { result = karaula_jpeg_encoder_finish(handle) }
        return try output(result, handle, layout.size)
    }

    private func output(
        _ result: Int32, _ handle: OpaquePointer, _ size: FrameSize
    ) throws(JPEGError) -> UnsafeRawBufferPointer {
        guard result == KARAULA_JPEG_OK else {
            throw JPEGError(
                codecResult: result, message: karaula_jpeg_encoder_message(handle),
                place: "image of \(size) to be encoded")
        }
        return UnsafeRawBufferPointer(
            start: karaula_jpeg_encoder_bytes(handle), count: karaula_jpeg_encoder_length(handle))
    }
}
