/// What JPEG decoding and encoding throw: the same errors as everything else that handles images.
public typealias JPEGError = ImagingError
