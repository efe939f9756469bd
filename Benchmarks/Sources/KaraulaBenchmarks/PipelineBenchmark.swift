import Capture
import Detection
import Foundation
import Imaging
import Journal
import Logging
import Station
import Timekeeping

/// A whole site with one 1080p camera: from footage to events that are committed to a journal on disk.
struct PipelineBenchmark {
    /// What a run gave.
    struct Result {
        /// CPU and allocations of the whole process while the frames were worked on.
        var used: Stopwatch
        /// Frames that were analysed.
        var frames: UInt64
        /// Events that were opened, and are in the journal.
        var events: Int
    }

    let footage: TestFootage

    /// Runs for `seconds` at `framesPerSecond`, after `warmUp` seconds.
    func run(
        framesPerSecond: Double, warmUp: Double, seconds: Double, frames: [[UInt8]]
    ) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "karaula-benchmark-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer {
            do { try FileManager.default.removeItem(at: folder) } catch { print("left behind: \(folder.path)") }
        }
        let clip = folder.appendingPathComponent("clip.mjpeg")
        try Data(frames.joined()).write(to: clip)

        let camera = CameraConfiguration(
            name: "gate",
            source: .footage(
                FootageSourceConfiguration(
                    location: .file(clip.path), framesPerSecond: framesPerSecond, pace: .realTime, repeats: true)))
        let site = try Site(
            configuration: SiteConfiguration(site: "benchmark", cameras: [camera]),
            stateDirectory: folder.path + "/state", clock: SystemSiteClock(),
            logger: Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() })
        site.start()
        try await Task.sleep(for: .seconds(warmUp))
        let before = (Stopwatch.now(), site.status().cameras[0].analysed)
        try await Task.sleep(for: .seconds(seconds))
        let used = Stopwatch.now().since(before.0)
        let analysed = site.status().cameras[0].analysed - before.1
        try await site.stop()

        let reader = try Journal.openReadOnly(directory: folder.path + "/state")
        let events = try reader.entries(after: 0, limit: 10_000).filter { $0.kind == .eventOpened }.count
        return Result(used: used, frames: analysed, events: events)
    }
}
