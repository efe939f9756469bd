import Foundation
import Imaging

/// What privacy masks cost on MJPEG, against decoding and encoding the same frames in the same run.
struct MaskBenchmark {
    /// What a run gave, for one frame.
    struct Result {
        var masking: Stopwatch
        var recoding: Stopwatch

        /// Masking as a share of decoding and encoding.
        var ratio: Double { masking.seconds / recoding.seconds }
    }

    /// A slanted area in the middle, about a fifth of the image.
    static let mask = Polygon([
        NormalizedPoint(x: 0.3, y: 0.2), NormalizedPoint(x: 0.7, y: 0.25), NormalizedPoint(x: 0.6, y: 0.8),
        NormalizedPoint(x: 0.25, y: 0.7),
    ])

    let frames: [[UInt8]]
    let size: FrameSize

    /// Takes frames that are there already.
    init(frames: [[UInt8]], size: FrameSize) {
        self.frames = frames
        self.size = size
    }

    /// Takes the frames of a file of concatenated JPEGs.
    init(path: String) throws {
        var splitter = JPEGStreamSplitter()
        try Data(contentsOf: URL(fileURLWithPath: path)).withUnsafeBytes { splitter.append($0) }
        var frames: [[UInt8]] = []
        while let frame = splitter.next() { frames.append([UInt8](frame)) }
        guard let first = frames.first else { throw CocoaError(.fileReadCorruptFile) }
        self.frames = frames
        size = try first.withUnsafeBytes { try JPEGDecoder().header(of: $0).size }
    }

    /// Masks every frame, and decodes to YCbCr and encodes every frame, `rounds` times in turn.
    func run(rounds: Int, quality: Int = 80) throws -> Result {
        let masker = FrameMasker(masks: [Self.mask])
        let decoder = JPEGDecoder()
        let encoder = JPEGEncoder(quality: quality)
        let image = ColorImage(size: size, space: .yCbCr)
        let mask = {
            for frame in frames {
                try frame.withUnsafeBytes { bytes in
                    _ = try masker.mask(
                        Frame(bytes: bytes, format: .mjpeg, size: size, bytesPerRow: 0, sequence: 0, timestamp: 0))
                }
            }
        }
        let recode = {
            for frame in frames {
                try frame.withUnsafeBytes { bytes in
                    _ = try decoder.decodeColor(bytes, into: image)
                    _ = try encoder.encode(image)
                }
            }
        }
        try mask()
        try recode()
        var (masking, recoding) = (Stopwatch(seconds: 0, allocations: 0), Stopwatch(seconds: 0, allocations: 0))
        for _ in 0..<rounds {
            let begun = Stopwatch.now()
            try mask()
            let between = Stopwatch.now()
            try recode()
            masking = masking.plus(between.since(begun))
            recoding = recoding.plus(Stopwatch.now().since(between))
        }
        return Result(masking: masking, recoding: recoding)
    }

    /// Runs and prints the result.
    func report(_ what: String, rounds: Int) throws {
        let result = try run(rounds: rounds)
        let count = Double(frames.count * rounds)
        print(
            "\(what), \(frames.count) frames of \(size): masking "
                + "\((result.masking.seconds / count * 1000).fixed(3)) ms, decode + encode "
                + "\((result.recoding.seconds / count * 1000).fixed(3)) ms a frame; ratio \(result.ratio.fixed(3)); "
                + "\(result.masking.allocations) allocations while masking \(Int(count)) frames")
    }
}
