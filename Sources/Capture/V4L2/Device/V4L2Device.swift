import CLinux
import Glibc
import Imaging

/// A camera behind a V4L2 node, open and streaming into memory shared with its driver.
///
/// ``fetch()`` and ``giveBack(_:)`` allocate nothing.
final class V4L2Device: CaptureDevice {
    private let handle: V4L2Handle
    private let buffers: V4L2Buffers
    let format: StreamFormat
    let bytesPerRow: Int
    let minimumBytes: Int
    private let place: String
    private let gone: SourceProblem

    var descriptor: Int32 { handle.descriptor }

    init(_ configuration: V4L2SourceConfiguration) throws(SourceProblem) {
        place = configuration.device
        gone = .unplugged(place)
        let wish = FormatNegotiation.Wish(
            pixelFormat: configuration.pixelFormat, size: configuration.size,
            framesPerSecond: configuration.framesPerSecond)
        var handle = try V4L2Handle(place: place, convert: false)
        _ = try handle.identity()
        let offers = handle.offers()
        let plan: FormatNegotiation.Plan
        do {
            plan = try FormatNegotiation.plan(for: wish, offers: offers)
        } catch {
            throw .init(code: .formatRefused, place: place, cause: error.cause, mend: error.mend)
        }
        if plan.converts {
            handle.close()
            handle = try V4L2Handle(place: place, convert: true)
        }
        let settings = try handle.apply(plan, wish: wish, offers: offers)
        try handle.set(configuration.controls)
        let buffers = try V4L2Buffers(handle: handle, count: max(4, configuration.bufferCount))
        var format = settings.format
        if !buffers.usesMonotonicClock {
            format.remarks.append(
                "the driver does not stamp frames with the monotonic clock; the time of fetching is used")
        }
        self.format = format
        bytesPerRow = settings.bytesPerRow
        minimumBytes =
            FourCC.bytes(of: format.pixelFormat, size: format.size, bytesPerRow: settings.bytesPerRow) ?? 1
        self.handle = handle
        self.buffers = buffers
        subscribeToFormatChanges()
        try buffers.start()
    }

    func fetch() -> FetchedBuffer {
        var buffer = V4L2Buffers.blank
        switch handle.call(clinux_vidioc_dqbuf, &buffer) {
        case 0:
            guard Int(buffer.index) < buffers.mappings.count else {
                return .failed(.driver("to name a buffer that exists", errno: EINVAL, place: place))
            }
            let clock = buffer.flags & UInt32(bitPattern: V4L2_BUF_FLAG_TIMESTAMP_MASK)
            let isMonotonic = clock == UInt32(bitPattern: V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC)
            let time = Int64(buffer.timestamp.tv_sec) * 1_000_000_000 + Int64(buffer.timestamp.tv_usec) * 1000
            return .buffer(
                index: buffer.index, mapping: buffers.mappings[Int(buffer.index)],
                .init(
                    sequence: buffer.sequence, bytesUsed: Int(buffer.bytesused),
                    hasError: buffer.flags & UInt32(bitPattern: V4L2_BUF_FLAG_ERROR) != 0,
                    kernelTime: isMonotonic ? time : nil))
        case Errno.again: return .nothing
        case Errno.noDevice: return .failed(gone)
        case let code: return .failed(.driver("to hand over a frame", errno: code, place: place))
        }
    }

    func giveBack(_ index: UInt32) -> SourceProblem? {
        let code = buffers.queue(index)
        return code == 0 ? nil : .driver("to take a buffer back", errno: code, place: place)
    }

    func takeEvents() -> Bool {
        var changed = false
        for _ in 0..<64 {
            var event = v4l2_event()
            guard handle.call(clinux_vidioc_dqevent, &event) == 0 else { break }
            changed = changed || event.type == UInt32(V4L2_EVENT_SOURCE_CHANGE)
        }
        return changed
    }

    func close() {
        buffers.release()
        handle.close()
    }

    /// Drivers without such events refuse, which is all the same.
    private func subscribeToFormatChanges() {
        var subscription = v4l2_event_subscription()
        subscription.type = UInt32(V4L2_EVENT_SOURCE_CHANGE)
        _ = handle.call(clinux_vidioc_subscribe_event, &subscription)
    }
}
