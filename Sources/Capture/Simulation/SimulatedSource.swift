public import Dispatch
import Imaging
import Synchronization
import Timekeeping

/// A simulated scene as a source of frames: ``PixelFormat/grey``, stamped index / fps after the moment of the start.
///
/// In real time it behaves as a camera: when the queue is late, frames are skipped and counted as lost. As fast as
/// possible, every frame comes. It runs until ``stop()``.
public final class SimulatedSource: FrameSource {
    /// What is touched on the capture queue only.
    private struct State {
        var scene: SimulatedScene
        let plane: GrayPlane
        var pacer: FramePacer?
        var next = 0
        var began: Int64 = 0
    }

    private let configuration: SimulatedSceneConfiguration
    private let pace: FootagePace
    private let tally = Mutex(SourceCounters())
    private let life = SourceLife()
    // Touched on the capture queue only, from the first block that start(on:handler:) puts there.
    nonisolated(unsafe) private var state: State?  // confined to the capture queue

    /// Makes a source; the scene is drawn after ``start(on:handler:)``.
    public init(configuration: SimulatedSceneConfiguration, pace: FootagePace) {
        self.configuration = configuration
        self.pace = pace
    }

    /// What the scene shows; ask it for ``SimulatedScene/truth(frame:)`` of a frame's `sequence`.
    public var scene: SimulatedScene { SimulatedScene(configuration: configuration) }

    /// Starts delivering on `queue`; see ``FrameSource/start(on:handler:)``.
    public func start(on queue: DispatchQueue, handler: @escaping @Sendable (SourceEvent) -> Void) {
        life.start(on: queue) { [self] in begin(on: queue, handler: handler) }
    }

    /// Ends with ``SourceEnd/stopped``.
    public func stop() {
        life.stop()
    }

    /// What was counted so far.
    public var counters: SourceCounters { tally.withLock { $0 } }

    private func begin(on queue: DispatchQueue, handler: @escaping @Sendable (SourceEvent) -> Void) {
        life.atEnd { [self] end in
            state?.pacer?.cancel()
            state = nil
            handler(.ended(end))
        }
        guard !life.hasEnded else { return }
        let interval = FrameInterval(framesPerSecond: configuration.framesPerSecond)
        state = State(scene: SimulatedScene(configuration: configuration), plane: GrayPlane(size: configuration.size))
        state?.began = MonotonicTime.now.nanoseconds
        handler(
            .streaming(
                .init(pixelFormat: .grey, size: configuration.size, framesPerSecond: interval.framesPerSecond)))
        let pacer = FramePacer(pace: pace, interval: interval, queue: queue) { [self] beats in
            deliver(beats: beats, interval: interval, handler: handler)
        }
        state?.pacer = pacer
        pacer.start()
    }

    private func deliver(beats: UInt, interval: FrameInterval, handler: (SourceEvent) -> Void) {
        guard !life.hasEnded, let index = state?.next, let plane = state?.plane else { return }
        let skipped = Int(clamping: max(beats, 1) - 1)
        let frame = index + skipped
        state?.next = frame + 1
        state?.scene.render(frame: frame, into: plane)
        tally.withLock {
            $0.delivered += 1
            $0.lostInDriver += UInt64(skipped)
        }
        handler(
            .frame(
                Frame(
                    bytes: UnsafeRawBufferPointer(start: plane.base, count: plane.bytesPerRow * plane.size.height),
                    format: .grey, size: plane.size, bytesPerRow: plane.bytesPerRow, sequence: UInt64(frame),
                    timestamp: (state?.began ?? 0) &+ interval.nanoseconds(ofFrame: UInt64(frame)))))
        state?.pacer?.answer()
    }
}
