/// What ``CaptureDevice/fetch()`` found.
package enum FetchedBuffer {
    case buffer(index: UInt32, mapping: UnsafeRawBufferPointer, FrameBookkeeping.Buffer)
    /// Nothing is ready.
    case nothing
    /// The device is gone or broken.
    case failed(SourceProblem)
}
