import Capture
import Forwarding

extension ConfigurationWalker {
    /// The whole file; `nil` if something that must be given is missing. Errors are in ``errors``.
    mutating func site(_ root: DocumentNode) -> SiteConfiguration? {
        guard let mapping = mapping(root, path: "", section: SiteKeys.section) else { return nil }
        let site = value(SiteKeys.site, in: mapping)
        let cameraMappings = items(SiteKeys.cameras, in: mapping)
        let cameras = cameraMappings.map { camera($0) }
        let destinationMappings = items(SiteKeys.destinations, in: mapping)
        let destinations = destinationMappings.map { destination($0) }
        var console = ConsoleConfiguration()
        console.listen = value(ConsoleKeys.listen, in: section(SiteKeys.console, in: mapping))
        var log = LogConfiguration()
        log.level = value(LogKeys.level, in: section(SiteKeys.log, in: mapping))
        let retention = retention(section(SiteKeys.retention, in: mapping))
        let storage = storage(section(SiteKeys.storage, in: mapping))

        checkNames(of: cameraMappings, key: CameraKeys.name)
        checkNames(of: destinationMappings, key: DestinationKeys.name)
        for (mapping, destination) in zip(destinationMappings, destinations) {
            if let destination { checkSight(of: destination, mapping, cameras: cameraMappings) }
        }
        checkSources(of: zip(cameraMappings, cameras).compactMap { mapping, camera in camera.map { (mapping, $0) } })

        guard let site, errors.isEmpty else { return nil }
        var configuration = SiteConfiguration(site: site, cameras: cameras.compactMap(\.self))
        configuration.destinations = destinations.compactMap(\.self)
        configuration.console = console
        configuration.log = log
        configuration.retention = retention
        configuration.storage = storage
        return configuration
    }

    /// Reports every item that is called like an earlier one.
    mutating func checkNames(of mappings: [MappingNode], key: RequiredKey<String>) {
        var first: [String: MappingNode] = [:]
        for mapping in mappings {
            guard case .scalar(let name)? = mapping.value(of: key.declaration)?.content else { continue }
            if let earlier = first[name] {
                let line = earlier.position(of: key.declaration).line
                report(
                    key.declaration, in: mapping,
                    "is '\(DocumentNode.shortened(name))', as \(earlier.path) on line \(line) is called already; "
                        + "names must differ")
            } else {
                first[name] = mapping
            }
        }
    }

    /// Reports devices and standard input that two cameras would fight for.
    private mutating func checkSources(of cameras: [(MappingNode, CameraConfiguration)]) {
        var first: [SourceConfiguration: MappingNode] = [:]
        for (mapping, camera) in cameras {
            let claim: SourceConfiguration
            let what: String
            switch camera.source {
            case .device(let device):
                claim = .device(.init(device: device.device))
                what = "the device \(device.device)"
            case .footage(let footage) where footage.location == .standardInput:
                claim = .footage(.init(location: .standardInput, framesPerSecond: 1))
                what = "standard input"
            case .footage, .simulated: continue
            }
            if let earlier = first[claim] {
                report(
                    CameraKeys.source.declaration, in: mapping,
                    "is \(what), which \(earlier.path) on line \(earlier.position.line) uses already; "
                        + "only one camera can")
            } else {
                first[claim] = mapping
            }
        }
    }

    /// A path as it was written, made complete by the folder of the configuration file.
    func resolved(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        let relative = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return folder.hasSuffix("/") ? folder + relative : "\(folder)/\(relative)"
    }
}
