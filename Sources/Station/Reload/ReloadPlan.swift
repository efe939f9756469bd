import Detection
import Forwarding
import Journal

/// What has to happen for a site to run by another configuration than it does. Pure.
///
/// Invariants: a camera or destination that is configured as before is in no action; what is to be given up comes before what
/// begins, so that a device or a name is free when it is taken up again; two equal configurations give no action and no
/// obstacle. Where there is an obstacle nothing may be done at all.
package struct ReloadPlan: Sendable, Hashable {
    /// What is to be done, in order.
    package private(set) var actions: [ReloadAction] = []
    /// What can be changed only by a restart, one sentence each with its mend.
    package private(set) var obstacles: [String] = []

    /// Plans the way from the configuration that runs to another one; both are valid.
    package init(from old: SiteConfiguration, to new: SiteConfiguration) {
        findObstacles(old, new)
        let (ends, changes, begins) = Self.cameras(old.cameras, new.cameras)
        // Nothing is erased that a new destination has not got yet, and a removed one holds nothing back any more: so the
        // demands change before the one and after the other, which both hold here, in between.
        actions = ends + changes
        actions += Self.removals(old.destinations, new.destinations)
        if old.storageOptions != new.storageOptions { actions.append(.replaceStorage(new.storageOptions)) }
        actions += Self.additions(old.destinations, new.destinations)
        actions += begins
        if old.log != new.log { actions.append(.replaceLogLevel(new.log.level)) }
    }

    /// The names of the destinations that are removed.
    package var removedDestinations: Set<String> {
        var names: Set<String> = []
        for case .removeDestination(let name) in actions { names.insert(name) }
        return names
    }

    private mutating func findObstacles(_ old: SiteConfiguration, _ new: SiteConfiguration) {
        func differ(_ key: String, _ before: String, _ after: String, _ why: String) {
            guard before != after else { return }
            obstacles.append("\(key) is \(before) and would be \(after): \(why); restart to change it")
        }
        differ("site", old.site, new.site, "the journal belongs to the site")
        differ(
            "console.listen", "\(old.console.listen)", "\(new.console.listen)", "the console's doors are open there")
        differ(
            "storage.reserve", "\(old.storage.reserveBytes) bytes", "\(new.storage.reserveBytes) bytes",
            "the reserve was set aside at the start")
        differ(
            "storage.checkpoint", "\(old.storage.checkpointSeconds) s", "\(new.storage.checkpointSeconds) s",
            "the journal was opened with it")
    }

    // MARK: Cameras

    private static func cameras(
        _ old: [CameraConfiguration], _ new: [CameraConfiguration]
    ) -> (ends: [ReloadAction], changes: [ReloadAction], begins: [ReloadAction]) {
        let wanted = Dictionary(new.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let present = Dictionary(old.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var ends: [ReloadAction] = []
        var changes: [ReloadAction] = []
        var begins: [ReloadAction] = []
        for camera in old {
            guard let next = wanted[camera.name] else {
                ends.append(.removeCamera(camera.name))
                continue
            }
            if needsStop(from: camera, to: next) {
                ends.append(.stopCamera(camera.name))
            } else {
                changes += adjustments(from: camera, to: next)
            }
        }
        for camera in new {
            guard let before = present[camera.name] else {
                begins.append(.startCamera(camera))
                continue
            }
            if needsStop(from: before, to: camera) { begins.append(.startCamera(camera)) }
        }
        return (ends, changes, begins)
    }

    /// Whether the camera must be opened anew: for another source, for other masks, because frames that wait for a recording
    /// carry the old ones, and for what its memory was laid out by.
    private static func needsStop(from old: CameraConfiguration, to new: CameraConfiguration) -> Bool {
        old.source != new.source || old.maskPolygons != new.maskPolygons
            || old.recording.isEnabled != new.recording.isEnabled
            || old.recording.memoryBytes != new.recording.memoryBytes || old.recording.quality != new.recording.quality
    }

    private static func adjustments(
        from old: CameraConfiguration, to new: CameraConfiguration
    ) -> [ReloadAction] {
        var actions: [ReloadAction] = []
        let (before, after) = (old.detectionSettings, new.detectionSettings)
        if old.analysis != new.analysis || exclusions(of: before) != exclusions(of: after) {
            actions.append(.replaceAnalysis(new))
        } else if before != after {
            actions.append(.replaceRules(new))
        }
        if old.watch != new.watch || old.blindAfterSeconds != new.blindAfterSeconds {
            actions.append(.replaceWatch(new))
        }
        if old.recording != new.recording || old.snapshot != new.snapshot { actions.append(.replaceKeeping(new)) }
        return actions
    }

    private static func exclusions(of settings: DetectionSettings) -> [Zone] {
        settings.zones.filter { $0.role == .exclude }
    }

    // MARK: Destinations

    private static func removals(_ old: [Destination], _ new: [Destination]) -> [ReloadAction] {
        let names = Set(new.map(\.name))
        return old.filter { !names.contains($0.name) }.map { .removeDestination($0.name) }
    }

    private static func additions(_ old: [Destination], _ new: [Destination]) -> [ReloadAction] {
        new.compactMap { destination in
            guard let before = old.first(where: { $0.name == destination.name }) else {
                return .addDestination(destination)
            }
            return before == destination ? nil : .replaceDestination(destination)
        }
    }
}
