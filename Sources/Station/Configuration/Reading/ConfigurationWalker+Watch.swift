import Detection

extension ConfigurationWalker {
    /// The section `watch` of a camera.
    mutating func watch(_ mapping: MappingNode) -> WatchConfiguration {
        var watch = WatchConfiguration()
        watch.sensor.frozenSeconds = value(WatchKeys.frozen, in: mapping)
        watch.sensor.noSignalSeconds = value(WatchKeys.noSignal, in: mapping)
        watch.sensor.darkLevel = value(WatchKeys.dark, in: mapping)
        watch.sensor.brightLevel = value(WatchKeys.bright, in: mapping)
        watch.sensor.coveredShare = value(WatchKeys.covered, in: mapping)
        watch.sensor.movedShare = value(WatchKeys.moved, in: mapping)
        watch.sensor.sharpnessShare = value(WatchKeys.sharpness, in: mapping)
        watch.sensor.patienceSeconds = value(WatchKeys.patience, in: mapping)
        watch.sensor.newViewSeconds = value(WatchKeys.newView, in: mapping)
        watch.lowestRate = value(WatchKeys.frameRate, in: mapping)
        watch.staleSeconds = value(WatchKeys.stale, in: mapping)
        return watch
    }
}
