/// Lays a camera's privacy masks over its frames, one after the other, on one queue: the one door from ``Frame`` to
/// ``MaskedFrame``.
///
/// Invariants:
/// - nothing of the picture under the masks is in what it gives out: no coefficient, no sample, no thumbnail;
/// - a frame in which the masks cannot be laid for certain, because it is of an unknown kind or its bits tell that it is
///   damaged, is refused with an error and never given out;
/// - what is not covered stays as it was: in a JPEG every quantised coefficient, in a raw frame every sample;
/// - the covered areas follow the polygons through every change of size and format;
/// - without masks every frame passes as it is, unread.
///
/// A JPEG is covered in whole blocks of coefficients, which become mid-gray; its other segments (thumbnails, comments, what
/// follows its end) are dropped. A raw frame is covered in a copy, luma and chroma. A stream of
/// raw frames or baseline JPEGs allocates nothing once it runs.
public final class FrameMasker {
    private let jpegs: JPEGMasker
    private let planes: PlaneMasker
    private let hasMasks: Bool

    /// Makes the masker of one camera.
    ///
    /// - Parameter masks: what to cover, in normalised coordinates; may overlap.
    public init(masks: [Polygon]) {
        hasMasks = !masks.isEmpty
        jpegs = JPEGMasker(masks: masks)
        planes = PlaneMasker(masks: masks)
    }

    /// Covers what the masks cover.
    ///
    /// - Returns: the frame to be used from here on; its bytes are valid until the next call of this masker, only while it
    ///   lives, and, without masks, only as long as those of `frame`.
    /// - Throws: why the frame must not be used: ``ImagingError/Code/damagedJPEG`` if it is not whole,
    ///   ``ImagingError/Code/sizeDiffers`` if its header contradicts `frame.size`, ``ImagingError/Code/unsupported``,
    ///   or what else is wrong with it.
    public func mask(_ frame: Frame) throws(ImagingError) -> MaskedFrame {
        guard hasMasks else { return MaskedFrame(frame) }
        var masked = frame
        masked.bytes =
            frame.format == .mjpeg
            ? try jpegs.mask(frame.bytes, expecting: frame.size) : try planes.mask(frame)
        return MaskedFrame(masked)
    }

    /// How often memory was asked of the system for frames; it stands still in steady state.
    public var systemAllocations: Int { jpegs.systemAllocations + planes.systemAllocations }
}
