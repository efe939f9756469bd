extension CameraConfiguration {
    /// What the camera's pipeline needs to know.
    var plan: CameraPlan {
        let kept =
            recording.isEnabled
            ? CameraPlan.Recording(
                preroll: recording.prerollSeconds, postroll: recording.postrollSeconds,
                longest: recording.longestSeconds, memory: recording.memoryBytes, quality: recording.quality)
            : nil
        var ownTimeBase = false
        if case .footage = source { ownTimeBase = true }
        return CameraPlan(
            name: name, masks: maskPolygons, detection: detectionSettings, scale: analysis.scale, recording: kept,
            snapshotQuality: snapshot.quality, blindAfter: blindAfterSeconds, ownTimeBase: ownTimeBase)
    }
}
