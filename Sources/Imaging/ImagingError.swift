/// Why an image could not be read, written or drawn: where, what is wrong, and what mends it.
public struct ImagingError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What kind of problem it is; stable, for machines.
    public enum Code: String, Sendable, CaseIterable {
        /// The bytes do not begin like a JPEG.
        case notJPEG = "not-jpeg"
        /// The JPEG is damaged so badly that there is no picture in it.
        case damagedJPEG = "damaged-jpeg"
        /// A kind of JPEG, or a pixel format, that this operation does not know.
        case unsupported
        /// More pixels, scans or memory than one image may take.
        case tooLarge = "too-large"
        /// The system refused memory.
        case outOfMemory = "out-of-memory"
        /// The place for the result has another size or depth than the result.
        case sizeDiffers = "size-differs"
        /// A raw frame holds fewer bytes than its size and format need, or rows shorter than its width.
        case frameTooShort = "frame-too-short"
        /// A size without pixels, or beyond what an image may have.
        case unusableSize = "unusable-size"
    }

    /// The kind.
    public var code: Code
    /// The place: which image.
    public var place: String
    /// What is wrong, in a sentence without a full stop.
    public var cause: String
    /// What a person can do about it, in a sentence without a full stop.
    public var mend: String

    /// Makes an error from its parts.
    public init(code: Code, place: String, cause: String, mend: String) {
        self.code = code
        self.place = place
        self.cause = cause
        self.mend = mend
    }

    /// Place, cause and mend in one line.
    public var description: String { "\(place): \(cause); \(mend)" }
}
