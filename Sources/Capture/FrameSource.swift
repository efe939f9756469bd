public import Dispatch

/// Where frames come from: a V4L2 device, replayed footage, or a simulated scene.
///
/// A source delivers everything, frames and news of itself alike, on the one serial queue given to ``start(on:handler:)``,
/// in order, and never after ``SourceEvent/ended(_:)``. A source that can come back (a device) does so by itself: it says
/// ``SourceEvent/lost(_:)`` and later ``SourceEvent/streaming(_:)`` again; only ``stop()``, the end of footage and errors
/// that no waiting mends end it.
public protocol FrameSource: AnyObject, Sendable {
    /// Starts delivering. Called once.
    ///
    /// - Parameters:
    ///   - queue: the camera's serial capture queue.
    ///   - handler: called on `queue` for each event; it must not block. A frame's bytes are valid during the call only.
    func start(on queue: DispatchQueue, handler: @escaping @Sendable (SourceEvent) -> Void)

    /// Stops delivering; the last event is ``SourceEvent/ended(_:)`` with ``SourceEnd/stopped``, told when nothing is held
    /// any more that another source could want: a device is closed then. May be called from any thread and more than once.
    func stop()

    /// What the source has counted so far. May be called from any thread.
    var counters: SourceCounters { get }
}
