import Capture
import Imaging

extension ConfigurationWalker {
    /// Where a camera's frames come from; `nil`, and an error, if that is not said.
    mutating func source(of camera: MappingNode) -> SourceConfiguration? {
        // What belongs to a device is read in any case, so that its mistakes are told whatever the source is.
        let device = V4L2SourceConfiguration(
            device: "", pixelFormat: value(CameraKeys.format, in: camera), size: value(CameraKeys.size, in: camera),
            framesPerSecond: value(CameraKeys.fps, in: camera), controls: value(CameraKeys.controls, in: camera))
        let key = CameraKeys.source.declaration
        let choice = "exactly one of 'device', 'footage' and 'simulated'"
        guard let node = camera.value(of: key) else {
            if camera.misspelt.contains(key.name) { return nil }
            report("\(camera.path) needs the key 'source': \(choice)", key: camera.path(of: key), at: camera.position)
            return nil
        }
        if case .scalar(let text) = node.content {
            let hint =
                text.hasPrefix("/dev/") ? "; did you mean 'source: {device: \(DocumentNode.shortened(text))}'?" : ""
            report(key, in: camera, "must hold \(choice), not \(node.found)\(hint)")
            return nil
        }
        guard let mapping = mapping(node, path: camera.path(of: key), section: SourceKeys.section) else { return nil }
        let given = SourceKeys.section.keys.filter { mapping.has($0) }
        guard given.count == 1, let kind = given.first else {
            if given.isEmpty, !mapping.misspelt.isEmpty { return nil }
            let found = given.isEmpty ? "none" : given.map { "'\($0.name)'" }.joined(separator: " and ")
            report(key, in: camera, "must hold \(choice), not \(found)", atValue: false)
            return nil
        }
        if kind == SourceKeys.device.declaration {
            guard let path = value(SourceKeys.device, in: mapping) else { return nil }
            var device = device
            device.device = resolved(path)
            return .device(device)
        }
        refuseDeviceKeys(of: camera, kind: kind.name)
        return kind == SourceKeys.footage.declaration
            ? footage(section(SourceKeys.footage, in: mapping))
            : simulated(section(SourceKeys.simulated, in: mapping))
    }

    private mutating func refuseDeviceKeys(of camera: MappingNode, kind: String) {
        let keys = [
            CameraKeys.format.declaration, CameraKeys.size.declaration, CameraKeys.fps.declaration,
            CameraKeys.controls.declaration,
        ]
        let sections = kind == "footage" ? FootageKeys.section : SimulatedKeys.section
        for key in keys where camera.has(key) {
            let hint = sections.keys.contains { $0.name == key.name } ? "; it belongs in \(kind) below 'source'" : ""
            report(key, in: camera, "is for devices only, and the source is \(kind)\(hint)", atValue: false)
        }
    }

    private mutating func footage(_ mapping: MappingNode) -> SourceConfiguration? {
        let path = value(FootageKeys.path, in: mapping)
        let fps = value(FootageKeys.fps, in: mapping)
        let pace = value(FootageKeys.pace, in: mapping)
        let repeats = value(FootageKeys.repeats, in: mapping)
        guard let path else { return nil }
        if path == "-" {
            if repeats {
                report(FootageKeys.repeats.declaration, in: mapping, "cannot be true: standard input comes only once")
            }
            return .footage(
                .init(location: .standardInput, framesPerSecond: fps, pace: pace, repeats: repeats))
        }
        let place = resolved(path)
        let location = path.hasSuffix("/") || isFolder(place) ? FootageLocation.folder(place) : .file(place)
        return .footage(.init(location: location, framesPerSecond: fps, pace: pace, repeats: repeats))
    }

    private mutating func simulated(_ mapping: MappingNode) -> SourceConfiguration? {
        let kind = value(SimulatedKeys.scene, in: mapping)
        let pace = value(SimulatedKeys.pace, in: mapping)
        var scene = SimulatedSceneConfiguration()
        scene.seed = UInt64(value(SimulatedKeys.seed, in: mapping))
        scene.size = value(SimulatedKeys.size, in: mapping)
        scene.framesPerSecond = value(SimulatedKeys.fps, in: mapping)
        scene.noise = value(SimulatedKeys.noise, in: mapping)
        scene.wind = value(SimulatedKeys.wind, in: mapping)
        scene.clouds = value(SimulatedKeys.clouds, in: mapping)
        scene.lightChange = lightChange(in: mapping)
        scene.actors = items(SimulatedKeys.actors, in: mapping).compactMap { actor($0) }
        switch kind {
        case .custom: return .simulated(scene, pace: pace)
        case .firstRun:
            for key in SimulatedKeys.customOnly where mapping.has(key) {
                report(
                    key, in: mapping, "is for custom scenes only; add 'scene: custom', or remove it", atValue: false)
            }
            return .simulated(.firstRun, pace: pace)
        }
    }

    private mutating func lightChange(in mapping: MappingNode) -> SimulatedLightChange? {
        let key = SimulatedKeys.lightChange
        guard let node = mapping.value(of: key.declaration), node.content != .nothing else { return nil }
        let change = section(key, in: mapping)
        let start = value(LightChangeKeys.start, in: change)
        let duration = value(LightChangeKeys.duration, in: change)
        let gain = value(LightChangeKeys.gain, in: change)
        guard let start, let gain else { return nil }
        return .init(startSeconds: start, durationSeconds: duration, gain: gain)
    }

    private mutating func actor(_ mapping: MappingNode) -> SimulatedActor? {
        let kind = value(ActorKeys.kind, in: mapping)
        let height = value(ActorKeys.height, in: mapping)
        let contrast = value(ActorKeys.contrast, in: mapping)
        let path = value(ActorKeys.path, in: mapping)
        let start = value(ActorKeys.start, in: mapping)
        let speed = value(ActorKeys.speed, in: mapping)
        let every = value(ActorKeys.every, in: mapping)
        let perspective = value(ActorKeys.perspective, in: mapping)
        guard let kind, let height, let contrast, let path, let speed else { return nil }
        return .init(
            kind: kind, height: height, contrast: contrast, path: path, startSeconds: start, speed: speed,
            repeatsEverySeconds: every, perspective: perspective)
    }
}
