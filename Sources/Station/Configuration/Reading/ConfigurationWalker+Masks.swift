import Detection
import Imaging

extension ConfigurationWalker {
    /// What blocks are counted in; masks are judged alike at every size.
    private static let judged = FrameSize(width: 1280, height: 720)

    /// The `masks` of a camera.
    mutating func masks(_ mappings: [MappingNode], in camera: MappingNode) -> [PrivacyMask] {
        let masks = mappings.compactMap { mask($0) }
        // A camera that is shown nothing would never alarm, and its silence would be taken for peace.
        if MaskedArea(of: masks.map { Polygon($0.polygon) }, size: Self.judged).isWhole {
            report(
                CameraKeys.masks.declaration, in: camera,
                "leave nothing of the image to look at; make them smaller, or remove the camera")
        }
        return masks
    }

    private mutating func mask(_ mapping: MappingNode) -> PrivacyMask? {
        let name = value(MaskKeys.name, in: mapping)
        guard let polygon = value(MaskKeys.polygon, in: mapping) else { return nil }
        if let fault = PolygonFault.first(in: polygon) {
            report(MaskKeys.polygon.declaration, in: mapping, fault.text)
        }
        return PrivacyMask(name: name, polygon: polygon)
    }

    /// Reports zones and tripwires that rules wait at in vain, because masks cover them.
    mutating func checkSight(
        zones: [(MappingNode, Zone?)], tripwires: [(MappingNode, Tripwire?)], masks: [PrivacyMask]
    ) {
        guard !masks.isEmpty else { return }
        let area = MaskedArea(of: masks.map { Polygon($0.polygon) }, size: Self.judged)
        let text = "lies wholly under the camera's masks, where nothing is ever seen; move it, or make them smaller"
        for (mapping, zone) in zones {
            guard let zone, zone.role == .watch, area.contains(Polygon(zone.polygon)) else { continue }
            report(ZoneKeys.polygon.declaration, in: mapping, text)
        }
        for (mapping, tripwire) in tripwires {
            guard let tripwire else { continue }
            let legs = zip(tripwire.points, tripwire.points.dropFirst())
            guard legs.allSatisfy({ area.contains(Polygon([$0, $1])) }) else { continue }
            report(TripwireKeys.points.declaration, in: mapping, text)
        }
    }
}
