import CLinux
public import Dispatch
import Glibc
import Imaging
import Synchronization
import Timekeeping

/// A camera behind a V4L2 device node.
///
/// It opens, negotiates anew and streams whenever the device is there, and says why when it does not; only ``stop()`` ends
/// it. Opening and closing, which may take seconds, happen on a queue of their own, one after the other; frames and news
/// come on the capture queue, and the end when the device is closed, so that another source may open it then. A buffer goes back to the driver when the handler has returned, and the next one is asked
/// for after that, so a slow handler slows the camera and nothing else.
///
/// One epoll descriptor and one Dispatch source serve for the whole life of the source, through all plugging in and out:
/// the device is a guest in that epoll set, for one report at a time. In steady state nothing is allocated for a frame.
public final class V4L2Source: FrameSource {
    private let configuration: V4L2SourceConfiguration
    private let opener: any CaptureDeviceOpener
    private let tally = Mutex(SourceCounters())
    private let life = SourceLife()
    private let openingQueue: DispatchQueue
    nonisolated(unsafe) private var core: V4L2SourceCore?  // confined to the capture queue

    /// Makes a source; nothing is opened before ``start(on:handler:)``.
    public convenience init(configuration: V4L2SourceConfiguration) {
        self.init(configuration: configuration, opener: V4L2Opener())
    }

    /// Makes a source of devices that `opener` opens.
    package init(configuration: V4L2SourceConfiguration, opener: any CaptureDeviceOpener) {
        self.configuration = configuration
        self.opener = opener
        // It may wait for long; with the default target it costs a thread of its own and none of the cameras'.
        openingQueue = DispatchQueue(label: "karaula.opening")
    }

    /// Starts delivering on `queue`; see ``FrameSource/start(on:handler:)``.
    public func start(on queue: DispatchQueue, handler: @escaping @Sendable (SourceEvent) -> Void) {
        life.start(on: queue) { [self] in begin(on: queue, handler: handler) }
    }

    /// Ends with ``SourceEnd/stopped``, told when the device is closed: a driver that hangs keeps it from being told.
    public func stop() {
        life.stop()
    }

    /// What was counted so far.
    public var counters: SourceCounters { tally.withLock { $0 } }

    private func begin(on queue: DispatchQueue, handler: @escaping @Sendable (SourceEvent) -> Void) {
        let core = V4L2SourceCore(place: configuration.device, queue: queue)
        core.handler = handler
        core.count = { [self] change in tally.withLock { change(&$0) } }
        core.openDevice = { [self] in open(answerOn: queue) }
        core.closeDevice = { [self] device in close(device) }
        self.core = core
        life.atEnd { [self] end in
            self.core?.end()
            self.core = nil
            // A device whose opening was under way comes out of the first turn, and is closed in the second.
            afterOpeningQueue(answerOn: queue) { [self] in
                afterOpeningQueue(answerOn: queue) { handler(.ended(end)) }
            }
        }
        core.begin { [self] body in
            guard let core = self.core else { return }
            body(core)
        }
    }

    private func open(answerOn queue: DispatchQueue) {
        openingQueue.async { [self] in
            let outcome: Result<Handed, SourceProblem>
            do throws(SourceProblem) {
                outcome = .success(Handed(device: try opener.open(configuration)))
            } catch {
                outcome = .failure(error)
            }
            queue.async { [self] in
                switch outcome {
                case .success(let handed):
                    guard let core else { return close(handed.device) }
                    core.opened(handed.device)
                case .failure(let problem):
                    core?.openFailed(problem)
                }
            }
        }
    }

    /// Calls `body` on `queue` when everything that the opening queue has to do now is done.
    private func afterOpeningQueue(answerOn queue: DispatchQueue, _ body: @escaping @Sendable () -> Void) {
        openingQueue.async { queue.async(execute: body) }
    }

    private func close(_ device: any CaptureDevice) {
        let handed = Handed(device: device)
        openingQueue.async { handed.device.close() }
    }

    private struct Handed: @unchecked Sendable {  // given from queue to queue; the giver does not keep it
        let device: any CaptureDevice
    }
}
