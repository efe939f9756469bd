public import Imaging

extension CameraConfiguration {
    /// The areas that the camera's privacy masks cover.
    public var maskPolygons: [Polygon] { masks.map { Polygon($0.polygon) } }
}
