/// Opens real devices.
struct V4L2Opener: CaptureDeviceOpener {
    func open(_ configuration: V4L2SourceConfiguration) throws(SourceProblem) -> any CaptureDevice {
        try V4L2Device(configuration)
    }
}
