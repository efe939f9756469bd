import Capture
import Detection
import Imaging

/// What one thread spends on a frame, without queues, disk or network.
struct LoopBenchmarks {
    let footage: TestFootage

    /// Decodes the luma of every frame at `scale`, `rounds` times.
    func decode(scale: LumaScale, rounds: Int) throws -> Stopwatch {
        let decoder = JPEGDecoder()
        let plane = GrayPlane(size: scale.size(of: TestFootage.size))
        return try measure(rounds: rounds) { bytes, _ in
            _ = try decoder.decodeLuma(bytes, scale: scale, into: plane)
        }
    }

    /// Decodes every frame at `scale` and shows it to a detector.
    func detect(scale: LumaScale, rounds: Int) throws -> Stopwatch {
        let decoder = JPEGDecoder()
        let size = scale.size(of: TestFootage.size)
        let plane = GrayPlane(size: size)
        let detector = Detector(settings: DetectionSettings(), size: size)
        return try measure(rounds: rounds) { bytes, timestamp in
            _ = try decoder.decodeLuma(bytes, scale: scale, into: plane)
            detector.process(plane, at: timestamp)
        }
    }

    /// Takes every frame of a source as capture does, without doing anything with it.
    func captureAllocations(frames: Int) -> UInt64 {
        let probe = SourceProbe(frames: frames)
        return probe.run()
    }

    /// Runs `body` over all frames: once unmeasured, so that everything is warm, then `rounds` times.
    private func measure(
        rounds: Int, _ body: (UnsafeRawBufferPointer, Int64) throws -> Void
    ) throws -> Stopwatch {
        var timestamp: Int64 = 0
        func pass() throws {
            for frame in footage.frames {
                timestamp += Int64(1e9 / TestFootage.framesPerSecond)
                try frame.withUnsafeBytes { try body($0, timestamp) }
            }
        }
        try pass()
        let begun = Stopwatch.now()
        for _ in 0..<rounds { try pass() }
        return Stopwatch.now().since(begun)
    }
}
