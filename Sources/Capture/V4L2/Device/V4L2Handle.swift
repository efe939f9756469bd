import CLinux
import Glibc

/// An open V4L2 node and the one place where its driver is called.
final class V4L2Handle {
    /// The path it was opened by, as problems name it.
    let place: String
    /// The descriptor; -1 after ``close()``.
    private(set) var descriptor: Int32

    /// Opens the node at `place`.
    ///
    /// libv4l2 keeps at most 16 devices; one that it will not take is driven without it, which costs nothing but its
    /// conversions.
    init(place: String, convert: Bool) throws(SourceProblem) {
        self.place = place
        var status = stat()
        // A node of another kind is not even opened: opening a watchdog, for one, starts it.
        if stat(place, &status) == 0 {
            let isVideo = status.st_mode & S_IFMT == S_IFCHR && clinux_major(UInt64(status.st_rdev)) == 81
            guard isVideo else { throw .notACamera(place, "it is no video device") }
        }
        descriptor = clinux_v4l2_open(place)
        guard descriptor >= 0 else { throw .opening(errno: errno, place: place) }
        if clinux_v4l2_adopt(descriptor, convert ? 1 : 0) != 0, convert {
            let words = String(cString: strerror(errno))
            close()
            throw .init(
                code: .driverError, place: place, cause: "libv4l2 cannot convert its pictures (\(words))",
                mend: "use a camera that delivers MJPG, YUYV, UYVY, NV12, YU12, GREY or Y16 by itself")
        }
    }

    deinit {
        close()
    }

    /// Closes the node.
    func close() {
        guard descriptor >= 0 else { return }
        _ = clinux_v4l2_close(descriptor)
        descriptor = -1
    }

    /// Calls the driver.
    ///
    /// - Returns: 0, or the `errno` value.
    func call<Argument>(_ request: UInt, _ argument: inout Argument) -> Int32 {
        withUnsafeMutablePointer(to: &argument) { clinux_v4l2_ioctl(descriptor, request, $0) == 0 ? 0 : errno }
    }
}
