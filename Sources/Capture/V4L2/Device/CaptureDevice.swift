/// An open, streaming device. It belongs to one queue at a time.
package protocol CaptureDevice: AnyObject {
    /// Becomes readable when a buffer is ready, and reports priority events and errors.
    var descriptor: Int32 { get }
    /// What it delivers.
    var format: StreamFormat { get }
    /// Bytes from one row of a frame to the next; 0 for compressed formats.
    var bytesPerRow: Int { get }
    /// Bytes that a whole frame has at least.
    var minimumBytes: Int { get }
    /// Takes the next buffer, without waiting. Whoever gets one gives it back.
    func fetch() -> FetchedBuffer
    /// Lets the driver fill a buffer again.
    func giveBack(_ index: UInt32) -> SourceProblem?
    /// Takes the waiting priority events. Returns whether the format of the input changed.
    func takeEvents() -> Bool
    /// Stops streaming and closes; called once, last.
    func close()
}
