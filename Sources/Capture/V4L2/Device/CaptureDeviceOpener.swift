/// Opens devices; replaced in tests.
package protocol CaptureDeviceOpener: Sendable {
    /// Opens, negotiates, sets controls and starts streaming. May take seconds.
    func open(_ configuration: V4L2SourceConfiguration) throws(SourceProblem) -> any CaptureDevice
}
