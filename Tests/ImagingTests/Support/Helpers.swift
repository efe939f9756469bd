import Imaging

/// The code of the error that a body throws, or `nil` if it throws none.
func errorCode(_ body: () throws -> Void) throws -> ImagingError.Code? {
    do {
        try body()
        return nil
    } catch let error as ImagingError {
        return error.code
    }
}

/// The pixels of an 8-bit plane without padding.
func pixels(_ plane: GrayPlane) -> [UInt8] {
    (0..<plane.size.height).flatMap { [UInt8](plane.row8($0)) }
}

/// The pixels of a 16-bit plane without padding.
func words(_ plane: GrayPlane) -> [UInt16] {
    (0..<plane.size.height).flatMap { [UInt16](plane.row16($0)) }
}

/// Mean and largest difference of two rows of pixels.
func difference(_ one: [UInt8], _ two: [UInt8]) -> (mean: Double, largest: Int) {
    precondition(one.count == two.count)
    let differences = zip(one, two).map { abs(Int($0) - Int($1)) }
    return (Double(differences.reduce(0, +)) / Double(max(1, one.count)), differences.max() ?? 0)
}

/// A small generator of numbers, the same on every machine.
struct Dice: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A JPEG of a raw frame, by an encoder of its own unless one is given.
func encoded(
    _ raw: RawImage, quality: Int = 92, by encoder: JPEGEncoder? = nil
) throws -> [UInt8] {
    let encoder = encoder ?? JPEGEncoder(quality: quality)
    return try raw.withFrame { frame in
        let jpeg = try encoder.encode(frame)
        return withExtendedLifetime(encoder) { [UInt8](jpeg) }
    }
}

/// Decodes the luma of a JPEG.
func decodedLuma(
    _ jpeg: [UInt8], scale: LumaScale = .full, by decoder: JPEGDecoder = JPEGDecoder()
) throws -> (pixels: [UInt8], size: FrameSize, warnings: Int) {
    try jpeg.withUnsafeBytes { bytes in
        let plane = GrayPlane(size: scale.size(of: try decoder.header(of: bytes).size))
        let warnings = try decoder.decodeLuma(bytes, scale: scale, into: plane)
        return (pixels(plane), plane.size, warnings.count)
    }
}

/// The segments of a JPEG before its first scan, each with its marker, and everything from that scan on.
func segments(of jpeg: [UInt8]) -> (header: [(marker: UInt8, bytes: [UInt8])], rest: [UInt8]) {
    var found: [(marker: UInt8, bytes: [UInt8])] = []
    var place = 2
    while jpeg[place + 1] != 0xDA {
        let end = place + 2 + (Int(jpeg[place + 2]) << 8 | Int(jpeg[place + 3]))
        found.append((jpeg[place + 1], [UInt8](jpeg[place..<end])))
        place = end
    }
    return (found, [UInt8](jpeg[place...]))
}

/// A JPEG without the segments of one kind.
func stripping(_ marker: UInt8, from jpeg: [UInt8]) -> [UInt8] {
    let (header, rest) = segments(of: jpeg)
    return [0xFF, 0xD8] + header.filter { $0.marker != marker }.flatMap(\.bytes) + rest
}

/// The bytes that a string of hexadecimal digits stands for.
func bytes(hex: String) -> [UInt8] {
    let digits = hex.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
