public import Dispatch
import Imaging
import Synchronization

/// Replayed footage as a source of frames: ``PixelFormat/mjpeg``, frame n stamped n / fps.
///
/// No frame is ever left out. In real time a late queue gets the waiting frames one after the other; as fast as possible,
/// the next frame comes when the handler has returned from the one before. Files are read on a queue of their own, so
/// that a slow disk or a silent pipe does not hold up the capture queue; between the two queues one image goes back and
/// forth, and nothing is allocated for a frame.
public final class FootageSource: FrameSource {
    private enum Reading {
        case idle, asked, image(UnsafeRawBufferPointer, FrameSize, unusable: UInt64), end, failed(SourceProblem)
    }

    /// What is touched on the capture queue only.
    private struct State {
        var pacer: FramePacer?
        var reader: any DispatchSourceUserDataAdd
        var arrival: any DispatchSourceUserDataAdd
        var owed: UInt = 0
        var next: UInt64 = 0
        var size: FrameSize?
    }

    private let configuration: FootageSourceConfiguration
    private let interval: FrameInterval
    private let tally = Mutex(SourceCounters())
    private let life = SourceLife()
    // It may wait for long; with the default target it costs a thread of its own and none of the cameras'.
    private let readQueue = DispatchQueue(label: "karaula.footage")
    private let reading = Handover(Reading.idle)
    nonisolated(unsafe) private var state: State?  // confined to the capture queue
    nonisolated(unsafe) private var reader: FootageReader?  // confined to the reading queue
    nonisolated(unsafe) private var unusableBefore: UInt64 = 0  // confined to the reading queue

    /// Makes a source; nothing is opened before ``start(on:handler:)``.
    public init(configuration: FootageSourceConfiguration) {
        self.configuration = configuration
        interval = FrameInterval(framesPerSecond: configuration.framesPerSecond)
    }

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
        let reader = DispatchSource.makeUserDataAddSource(queue: readQueue)
        let arrival = DispatchSource.makeUserDataAddSource(queue: queue)
        reader.setEventHandler { [self] in
            read()
            arrival.add(data: 1)
        }
        arrival.setEventHandler { [self] in deliver(to: handler) }
        let pacer = FramePacer(pace: configuration.pace, interval: interval, queue: queue) { [self] beats in
            state?.owed += beats
            deliver(to: handler)
        }
        state = State(pacer: pacer, reader: reader, arrival: arrival)
        life.atEnd { [self] end in
            state?.pacer?.cancel()
            for source in [reader, arrival] {
                source.setEventHandler {}
                source.cancel()
            }
            state = nil
            handler(.ended(end))
        }
        reader.activate()
        arrival.activate()
        ask()
        pacer.start()
    }

    private func ask() {
        reading.put(.asked)
        state?.reader.add(data: 1)
    }

    /// On the reading queue: fetches one image, beginning anew at the end of footage that repeats.
    private func read() {
        let opensAnew = reader == nil
        // Taken out, not copied: a second owner would make the reader's buffers move at every change.
        var current = reader.take() ?? FootageReader(location: configuration.location)
        do throws(SourceProblem) {
            if let image = try current.next() {
                reading.put(.image(image, current.size, unusable: unusableBefore + current.unusable))
                reader = current
            } else if configuration.repeats, configuration.location != .standardInput, !opensAnew {
                unusableBefore += current.unusable
                read()
            } else {
                reading.put(.end)
            }
        } catch {
            reading.put(.failed(error))
        }
    }

    /// On the capture queue: hands over the image that is there, if one is due.
    private func deliver(to handler: (SourceEvent) -> Void) {
        guard !life.hasEnded, let state else { return }
        switch reading.value {
        case .idle, .asked:
            break
        case .image(let bytes, let size, let unusable):
            guard state.owed > 0 else { return }
            self.state?.owed -= 1
            self.state?.next += 1
            if state.size != size {
                self.state?.size = size
                let format = StreamFormat(
                    pixelFormat: .mjpeg, size: size, framesPerSecond: interval.framesPerSecond)
                handler(.streaming(format))
            }
            tally.withLock {
                $0.delivered += 1
                $0.damaged = unusable
            }
            handler(
                .frame(
                    Frame(
                        bytes: bytes, format: .mjpeg, size: size, bytesPerRow: 0, sequence: state.next,
                        timestamp: interval.nanoseconds(ofFrame: state.next))))
            guard !life.hasEnded else { return }
            ask()
            self.state?.pacer?.answer()
        case .end:
            life.end(.finished)
        case .failed(let problem):
            life.end(.failed(problem))
        }
    }
}
