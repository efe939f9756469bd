import Capture

extension CameraConfiguration {
    /// What the camera's pipeline needs to know.
    var plan: CameraPlan {
        let kept =
            recording.isEnabled
            ? CameraPlan.Recording(
                preroll: recording.prerollSeconds, postroll: recording.postrollSeconds,
                longest: recording.longestSeconds, memory: recording.memoryBytes, quality: recording.quality)
            : nil
        var limits = WatchLimits(lowestRate: watch.lowestRate, staleSeconds: watch.staleSeconds)
        var ownTimeBase = false
        switch source {
        case .footage:
            // Its time runs as it is read, so that it is never late.
            ownTimeBase = true
            limits.staleSeconds = nil
        case .device(let device): limits.configuredRate = device.framesPerSecond
        case .simulated: break
        }
        return CameraPlan(
            name: name, masks: maskPolygons, detection: detectionSettings, scale: analysis.scale, recording: kept,
            snapshotQuality: snapshot.quality, blindAfter: blindAfterSeconds, sensor: watch.sensor,
            watch: limits, ownTimeBase: ownTimeBase)
    }
}
