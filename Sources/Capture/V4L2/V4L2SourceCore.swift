import CLinux
import Dispatch
import Glibc
import Imaging
import Timekeeping

/// What a ``V4L2Source`` does on its capture queue; everything here is called there.
final class V4L2SourceCore {
    var handler: (SourceEvent) -> Void = { _ in }
    var count: ((inout SourceCounters) -> Void) -> Void = { _ in }
    var openDevice: () -> Void = {}
    var closeDevice: (any CaptureDevice) -> Void = { _ in }

    private let place: String
    private let queue: DispatchQueue
    private var lifecycle: DeviceLifecycle
    private var bookkeeping = FrameBookkeeping()
    private var device: (any CaptureDevice)?
    private var epoll: Int32 = -1
    private var watch: NodeWatch?
    private var reports: (any DispatchSourceRead)?
    private var timer: (any DispatchSourceTimer)?
    /// Names the present device in the epoll set, so that a late report of the one before is known as such.
    private var generation: UInt64 = 0
    private static let watchTag: UInt64 = 0

    init(place: String, queue: DispatchQueue) {
        self.place = place
        self.queue = queue
        lifecycle = DeviceLifecycle(place: place)
    }

    /// Makes the sources and starts. `run` calls its argument with this core if it is still in use.
    func begin(run: @escaping @Sendable ((V4L2SourceCore) -> Void) -> Void) {
        epoll = clinux_epoll_create()
        let watch = NodeWatch(path: place)
        self.watch = watch
        let (epoll, news) = (epoll, watch.descriptor)
        let timer = DispatchSource.makeTimerSource(queue: queue)
        timer.setEventHandler { run { $0.handle(.timer) } }
        timer.activate()
        self.timer = timer
        if epoll >= 0 {
            if news >= 0 { _ = clinux_epoll_add(epoll, news, Self.watchTag) }
            let reports = DispatchSource.makeReadSource(fileDescriptor: epoll, queue: queue)
            reports.setEventHandler { run { $0.takeReports() } }
            reports.setCancelHandler {
                close(epoll)
                if news >= 0 { close(news) }
            }
            reports.activate()
            self.reports = reports
        }
        handle(.start)
    }

    /// Closes everything, for ever.
    func end() {
        perform(lifecycle.handle(.stop, at: now))
        timer?.cancel()
        reports?.cancel()
        (timer, reports) = (nil, nil)
    }

    func opened(_ device: any CaptureDevice) {
        guard lifecycle.state == .opening else { return closeDevice(device) }
        generation += 1
        guard clinux_epoll_add_oneshot(epoll, device.descriptor, generation) == 0 else {
            let problem = SourceProblem.driver("to be waited for", errno: errno, place: place)
            closeDevice(device)
            return handle(.openFailed(problem))
        }
        self.device = device
        bookkeeping.restart()
        handle(.opened(device.format))
    }

    func openFailed(_ problem: SourceProblem) {
        handle(.openFailed(problem))
    }

    private var now: Int64 { MonotonicTime.now.nanoseconds }

    private func handle(_ event: DeviceLifecycle.Event) {
        perform(lifecycle.handle(event, at: now))
    }

    private func perform(_ actions: [DeviceLifecycle.Action]) {
        for action in actions {
            switch action {
            case .open: openDevice()
            case .close: release()
            case .setTimer(let nanoseconds): timer?.schedule(deadline: .now() + .nanoseconds(Int(nanoseconds)))
            case .tellStreaming(let format): handler(.streaming(format))
            case .tellLost(let problem): handler(.lost(problem))
            case .countRecovery: count { $0.recoveries += 1 }
            case .tellStopped: break  // told by the source's life, last of all
            }
        }
    }

    private func release() {
        guard let device else { return }
        _ = clinux_epoll_remove(epoll, device.descriptor)
        self.device = nil
        closeDevice(device)
    }

    private func takeReports() {
        var (tag, events): (UInt64, UInt32) = (0, 0)
        // A few at a time; what is left makes the descriptor readable again.
        for _ in 0..<4 {
            guard clinux_epoll_poll(epoll, &tag, &events) == 1 else { return }
            if tag == Self.watchTag {
                if watch?.takeNews() == true { handle(.nodeChanged) }
            } else if tag == generation, let device {
                attend(device, events: events)
            }
        }
    }

    private func attend(_ device: any CaptureDevice, events: UInt32) {
        if events & clinux_epoll_pri != 0, device.takeEvents() { return handle(.formatChanged) }
        switch device.fetch() {
        case .buffer(let index, let mapping, let buffer):
            use(mapping, buffer, of: device)
            if let problem = device.giveBack(index) { return handle(.fault(problem)) }
        case .nothing:
            if events & clinux_epoll_hup != 0 { return handle(.fault(.unplugged(place))) }
            if events & clinux_epoll_err != 0 {
                return handle(.fault(.driver("to go on streaming", errno: EIO, place: place)))
            }
        case .failed(let problem):
            return handle(.fault(problem))
        }
        guard generation > 0, self.device === device else { return }
        if clinux_epoll_rearm(epoll, device.descriptor, generation) != 0 {
            handle(.fault(.driver("to be waited for", errno: errno, place: place)))
        }
    }

    private func use(_ mapping: UnsafeRawBufferPointer, _ buffer: FrameBookkeeping.Buffer, of device: any CaptureDevice)
    {
        let verdict = bookkeeping.judge(
            buffer, minimum: device.minimumBytes, capacity: mapping.count, now: now)
        let (lost, damaged) = (bookkeeping.lost, bookkeeping.damaged)
        switch verdict {
        case .discard:
            count { ($0.lostInDriver, $0.damaged) = (lost, damaged) }
            handle(.damagedBuffer)
        case .deliver(let sequence, let timestamp):
            count {
                ($0.lostInDriver, $0.damaged) = (lost, damaged)
                $0.delivered += 1
            }
            handle(.frame)
            let format = device.format
            let used = UnsafeRawBufferPointer(rebasing: mapping[..<buffer.bytesUsed])
            let length = format.pixelFormat == .mjpeg ? CompressedLength.ofJPEG(used) : used.count
            handler(
                .frame(
                    Frame(
                        bytes: UnsafeRawBufferPointer(rebasing: used[..<length]),
                        format: format.pixelFormat, size: format.size, bytesPerRow: device.bytesPerRow,
                        sequence: sequence, timestamp: timestamp)))
        }
    }
}
