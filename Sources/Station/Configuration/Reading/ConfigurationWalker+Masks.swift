import Imaging

extension ConfigurationWalker {
    /// The `masks` of a camera.
    mutating func masks(_ mappings: [MappingNode], in camera: MappingNode) -> [PrivacyMask] {
        let masks = mappings.compactMap { mask($0) }
        // A camera that is shown nothing would never alarm, and its silence would be taken for peace.
        let area = MaskedArea(of: masks.map { Polygon($0.polygon) }, size: FrameSize(width: 1280, height: 720))
        if area.isWhole {
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
}
