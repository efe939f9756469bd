import CLinux
import Glibc

/// The buffers that a driver fills, mapped for reading.
///
/// A mapping keeps the node open in the kernel, so ``release()`` comes before the node is closed.
final class V4L2Buffers {
    /// One mapping for each buffer, by its index.
    private(set) var mappings: [UnsafeRawBufferPointer] = []
    /// Whether the driver stamps frames with the monotonic clock.
    private(set) var usesMonotonicClock = true
    private let handle: V4L2Handle

    /// A request that names no buffer yet.
    static var blank: v4l2_buffer {
        var buffer = v4l2_buffer()
        buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        buffer.memory = V4L2_MEMORY_MMAP.rawValue
        return buffer
    }

    /// Asks for `count` buffers, maps and queues them.
    init(handle: V4L2Handle, count: Int) throws(SourceProblem) {
        self.handle = handle
        var request = v4l2_requestbuffers()
        request.count = UInt32(clamping: min(count, 32))
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        let refused = handle.call(clinux_vidioc_reqbufs, &request)
        guard refused == 0, request.count > 0 else { throw .driver("buffers", errno: refused, place: handle.place) }
        for index in 0..<request.count {
            try map(index)
            let code = queue(index)
            guard code == 0 else { throw .driver("to take a buffer", errno: code, place: handle.place) }
        }
    }

    deinit {
        unmap()
    }

    /// Starts streaming.
    func start() throws(SourceProblem) {
        var type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        let code = handle.call(clinux_vidioc_streamon, &type)
        guard code == 0 else { throw .driver("to stream", errno: code, place: handle.place) }
    }

    /// Gives a buffer to the driver. Returns 0 or the `errno` value.
    func queue(_ index: UInt32) -> Int32 {
        var buffer = Self.blank
        buffer.index = index
        return handle.call(clinux_vidioc_qbuf, &buffer)
    }

    /// Stops streaming and gives all memory back. Errors mean that the device is gone, and with it the buffers.
    func release() {
        var type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        _ = handle.call(clinux_vidioc_streamoff, &type)
        unmap()
        var request = v4l2_requestbuffers()
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        _ = handle.call(clinux_vidioc_reqbufs, &request)
    }

    private func map(_ index: UInt32) throws(SourceProblem) {
        var buffer = Self.blank
        buffer.index = index
        let code = handle.call(clinux_vidioc_querybuf, &buffer)
        guard code == 0 else { throw .driver("to describe a buffer", errno: code, place: handle.place) }
        let length = Int(buffer.length)
        guard let address = clinux_v4l2_map(handle.descriptor, length, clinux_v4l2_offset(&buffer)) else {
            throw .driver("to share a buffer", errno: errno, place: handle.place)
        }
        mappings.append(UnsafeRawBufferPointer(start: address, count: length))
        let clock = buffer.flags & UInt32(bitPattern: V4L2_BUF_FLAG_TIMESTAMP_MASK)
        usesMonotonicClock = usesMonotonicClock && clock == UInt32(bitPattern: V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC)
    }

    private func unmap() {
        for mapping in mappings {
            _ = clinux_v4l2_unmap(UnsafeMutableRawPointer(mutating: mapping.baseAddress), mapping.count)
        }
        mappings = []
    }
}
