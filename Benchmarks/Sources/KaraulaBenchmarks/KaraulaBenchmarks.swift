import Imaging

/// What a 1080p MJPEG frame costs, each stage as a ratio to gray decoding in the same run.
@main
struct KaraulaBenchmarks {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "masks" {
            for path in arguments.dropFirst() { try MaskBenchmark(path: path).report(path, rounds: 5) }
            return
        }
        let footage = try TestFootage(count: 240)
        let loop = LoopBenchmarks(footage: footage)
        let frames = Double(footage.frames.count)
        print("1080p MJPEG, \(footage.frames.count) frames, \(footage.meanBytes / 1024) KiB each on average")
        print()

        let rounds = 2
        let half = try loop.decode(scale: .half, rounds: rounds)
        let full = try loop.decode(scale: .full, rounds: rounds)
        let detected = try loop.detect(scale: .half, rounds: rounds)
        let floor = half.seconds / frames / Double(rounds)

        func row(_ name: String, _ seconds: Double, _ allocations: Double) {
            let cells = [
                name.padded(to: 58), (seconds * 1000).fixed(2).leftPadded(to: 9) + " ms",
                (seconds / floor).fixed(2).leftPadded(to: 6) + " x", allocations.fixed(2).leftPadded(to: 9),
            ]
            print(cells.joined())
        }
        print("a frame".padded(to: 58) + "      CPU   ratio  allocations")
        let perFrame = frames * Double(rounds)
        row("gray decode at 1/2 (analysis scale of 1080p; the floor)", floor, Double(half.allocations) / perFrame)
        row("gray decode at 1/1", full.seconds / perFrame, Double(full.allocations) / perFrame)
        row("gray decode at 1/2 + detection", detected.seconds / perFrame, Double(detected.allocations) / perFrame)

        let masks = MaskBenchmark(frames: Array(footage.frames.prefix(60)), size: TestFootage.size)
        let masked = try masks.run(rounds: rounds)
        let maskedFrames = Double(masks.frames.count * rounds)
        row(
            "privacy masks over a fifth of the image", masked.masking.seconds / maskedFrames,
            Double(masked.masking.allocations) / maskedFrames)
        row(
            "decode + re-encode, which masks do without (masks cost \(masked.ratio.fixed(2)) of it)",
            masked.recoding.seconds / maskedFrames, Double(masked.recoding.allocations) / maskedFrames)

        let pipeline = PipelineBenchmark(footage: footage)
        let moving = try await pipeline.run(
            framesPerSecond: 30, warmUp: 3, seconds: 15, frames: footage.frames)
        row(
            "whole site, events and recordings on disk (\(moving.events) events committed)",
            moving.used.seconds / Double(moving.frames), Double(moving.used.allocations) / Double(moving.frames))
        let quiet = try await pipeline.run(
            framesPerSecond: 30, warmUp: 3, seconds: 10, frames: [[UInt8]](repeating: footage.frames[0], count: 30))
        row(
            "whole site, a scene in which nothing moves (\(quiet.events) events)",
            quiet.used.seconds / Double(quiet.frames), Double(quiet.used.allocations) / Double(quiet.frames))
        print()
        let captured = 2000
        print(
            "allocations of capture alone (simulated camera), \(captured) frames: \(loop.captureAllocations(frames: captured))"
        )
        print("allocations of decode + detection, \(Int(perFrame)) frames: \(detected.allocations)")
    }
}
