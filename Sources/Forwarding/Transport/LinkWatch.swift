import CLinux
import Dispatch
import Glibc
import Synchronization

/// Word from the kernel that a link, an address or a route appeared: then what could not be reached may be reachable again.
public final class LinkWatch: Sendable {
    // Dispatch's objects may be used from any thread; this one is only cancelled.
    nonisolated(unsafe) private let source: any DispatchSourceRead

    /// Calls `body`, on a queue of its own, whenever the network may have returned; several messages of the kernel's within
    /// a short time count once.
    ///
    /// - Returns: `nil` with `errno` if the kernel tells nothing, as in some containers; back-off then has to do alone.
    public init?(_ body: @escaping @Sendable () -> Void) {
        let descriptor = clinux_netlink_open()
        guard descriptor >= 0 else { return nil }
        let queue = DispatchQueue(label: "karaula.forwarding.link")
        source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: queue)
        let settling = Settling()
        source.setEventHandler {
            guard clinux_netlink_drain(descriptor) != 0, settling.begin() else { return }
            // Addresses and routes follow a link within moments; an attempt before that would fail for nothing.
            queue.asyncAfter(deadline: .now() + .milliseconds(200)) {
                settling.end()
                body()
            }
        }
        source.setCancelHandler { close(descriptor) }
        source.resume()
    }

    deinit { source.cancel() }
}

/// Whether a call is on its way already; touched on the watch's queue only, behind a lock for the compiler's sake.
private final class Settling: Sendable {
    private let isPending = Mutex(false)

    func begin() -> Bool {
        isPending.withLock { pending in
            defer { pending = true }
            return !pending
        }
    }

    func end() { isPending.withLock { $0 = false } }
}
