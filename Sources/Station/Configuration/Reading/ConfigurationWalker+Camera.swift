import Capture
import Detection

extension ConfigurationWalker {
    /// One of `cameras`.
    mutating func camera(_ mapping: MappingNode) -> CameraConfiguration? {
        let name = value(CameraKeys.name, in: mapping)
        let source = source(of: mapping)
        let masks = masks(items(CameraKeys.masks, in: mapping), in: mapping)
        let analysis = analysis(section(CameraKeys.analysis, in: mapping))
        let zoneMappings = items(CameraKeys.zones, in: mapping)
        let zones = zoneMappings.map { zone($0) }
        let tripwireMappings = items(CameraKeys.tripwires, in: mapping)
        let tripwires = tripwireMappings.map { tripwire($0) }
        checkSight(
            zones: Array(zip(zoneMappings, zones)), tripwires: Array(zip(tripwireMappings, tripwires)), masks: masks)
        let ruleMappings = items(CameraKeys.rules, in: mapping)
        let places = RulePlaces(zones: zoneMappings, tripwires: tripwireMappings)
        let rules = ruleMappings.compactMap { rule($0, places: places) }
        let recording = recording(section(CameraKeys.recording, in: mapping))
        var snapshot = SnapshotConfiguration()
        snapshot.quality = value(SnapshotKeys.quality, in: section(CameraKeys.snapshot, in: mapping))
        let watch = watch(section(CameraKeys.watch, in: mapping))
        let blindAfter = value(CameraKeys.blindAfter, in: mapping)

        checkNames(of: zoneMappings, key: ZoneKeys.name)
        checkNames(of: tripwireMappings, key: TripwireKeys.name)
        checkNames(of: ruleMappings, key: RuleKeys.name)
        checkUse(of: places, rules: ruleMappings)
        guard let name, let source else { return nil }
        checkBlindness(blindAfter, source: source, in: mapping)

        var camera = CameraConfiguration(name: name, source: source)
        camera.masks = masks
        camera.analysis = analysis
        camera.zones = zones.compactMap(\.self)
        camera.tripwires = tripwires.compactMap(\.self)
        camera.rules = rules
        camera.recording = recording
        camera.snapshot = snapshot
        camera.watch = watch
        camera.blindAfterSeconds = blindAfter
        return camera
    }

    private mutating func analysis(_ mapping: MappingNode) -> AnalysisConfiguration {
        var analysis = AnalysisConfiguration()
        analysis.scale = value(AnalysisKeys.scale, in: mapping)
        analysis.sensitivity = value(AnalysisKeys.sensitivity, in: mapping)
        analysis.smallestTarget = value(AnalysisKeys.smallestTarget, in: mapping)
        analysis.holdSeconds = value(AnalysisKeys.hold, in: mapping)
        return analysis
    }

    private mutating func recording(_ mapping: MappingNode) -> RecordingConfiguration {
        var recording = RecordingConfiguration()
        recording.isEnabled = value(RecordingKeys.enabled, in: mapping)
        recording.prerollSeconds = value(RecordingKeys.preroll, in: mapping)
        recording.postrollSeconds = value(RecordingKeys.postroll, in: mapping)
        recording.longestSeconds = value(RecordingKeys.longest, in: mapping)
        recording.memoryBytes = value(RecordingKeys.memory, in: mapping)
        recording.quality = value(RecordingKeys.quality, in: mapping)
        let least = recording.prerollSeconds + recording.postrollSeconds
        if recording.longestSeconds < least {
            let limits = [RecordingKeys.longest, RecordingKeys.preroll, RecordingKeys.postroll]
            let culprit = limits.first { mapping.has($0.declaration) } ?? RecordingKeys.longest
            report(
                culprit.declaration, in: mapping,
                "leaves no room for the event: 'longest' is \(WrittenNumber.duration(recording.longestSeconds)), but "
                    + "'preroll' and 'postroll' take \(WrittenNumber.duration(least)) together")
        }
        return recording
    }

    /// A camera must not count as blind between two frames of its own rate.
    private mutating func checkBlindness(_ seconds: Double, source: SourceConfiguration, in mapping: MappingNode) {
        let rate: Double?
        switch source {
        case .device(let device): rate = device.framesPerSecond
        case .footage(let footage): rate = footage.pace == .realTime ? footage.framesPerSecond : nil
        case .simulated(let scene, let pace): rate = pace == .realTime ? scene.framesPerSecond : nil
        }
        guard let rate, seconds * rate < 2 else { return }
        report(
            CameraKeys.blindAfter.declaration, in: mapping,
            "is \(WrittenNumber.duration(seconds)), but two frames take "
                + "\(WrittenNumber.duration(2 / rate)) at \(WrittenNumber.decimal(rate)) frames a second; make it longer"
        )
    }
}
