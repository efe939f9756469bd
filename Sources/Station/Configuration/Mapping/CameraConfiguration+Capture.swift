public import Capture

extension CameraConfiguration {
    /// Makes the camera's source; nothing is opened before it is started.
    public func makeSource() -> any FrameSource {
        switch source {
        case .device(let device): V4L2Source(configuration: device)
        case .footage(let footage): FootageSource(configuration: footage)
        case .simulated(let scene, let pace): SimulatedSource(configuration: scene, pace: pace)
        }
    }
}
