import CJPEG

extension ImagingError {
    /// Makes an error from a result code of the codec and its message.
    init(codecResult: Int32, message: UnsafePointer<CChar>, place: String) {
        let cause = String(cString: message)
        switch Int(codecResult) {
        case KARAULA_JPEG_NOT_JPEG:
            self.init(code: .notJPEG, place: place, cause: cause, mend: "check that the source delivers JPEG images")
        case KARAULA_JPEG_UNSUPPORTED:
            self.init(
                code: .unsupported, place: place, cause: cause,
                mend: "use 8-bit baseline or progressive JPEG in gray or YCbCr")
        case KARAULA_JPEG_TOO_LARGE:
            self.init(code: .tooLarge, place: place, cause: cause, mend: "choose a smaller image size at the source")
        case KARAULA_JPEG_NO_MEMORY:
            self.init(
                code: .outOfMemory, place: place, cause: cause,
                mend: "use baseline instead of progressive JPEG, or a smaller image size")
        case KARAULA_JPEG_SIZE_DIFFERS:
            self.init(
                code: .sizeDiffers, place: place, cause: cause, mend: "make the place for the image of the image's size"
            )
        default:
            self.init(
                code: .damagedJPEG, place: place, cause: cause, mend: "check the camera's cable and USB bandwidth")
        }
    }

    /// What is thrown if libjpeg could not even be started.
    static let codecUnavailable = ImagingError(
        code: .outOfMemory, place: "libjpeg", cause: "the system refused memory or the library has another version",
        mend: "free memory, and install the libjpeg62-turbo that Karaula was built for")
}
