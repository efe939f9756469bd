/// What is kept of a camera's events, as far as it may change while the camera streams.
struct CameraKeeping: Sendable {
    /// How long its recordings are; memory and quality are those that the camera was started with.
    var recording: CameraPlan.Recording?
    /// JPEG quality of snapshots, 1…100.
    var snapshotQuality: Int

    init(_ plan: CameraPlan) {
        recording = plan.recording
        snapshotQuality = plan.snapshotQuality
    }
}
