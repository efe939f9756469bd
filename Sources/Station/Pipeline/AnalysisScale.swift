public import Imaging

/// How far a frame is scaled down before it is analysed.
public enum AnalysisScale {
    /// Rows that the smallest target must keep at analysis scale.
    ///
    /// The mask votes over 5 × 5 pixels and regions need a few 4 × 4 cells: what is lower than about three cells is lost
    /// between them, so that the smallest target gets a margin above that.
    public static let targetRows = 14.0

    /// The coarsest scale at which the smallest target still has ``targetRows`` rows.
    ///
    /// - Parameters:
    ///   - size: of the frames.
    ///   - smallestTarget: height of the smallest target as a share of the image's height.
    public static func choose(for size: FrameSize, smallestTarget: Double) -> LumaScale {
        let rows = smallestTarget * Double(size.height)
        let fitting = LumaScale.allCases.filter { rows / Double($0.rawValue) >= targetRows }
        return fitting.max { $0.rawValue < $1.rawValue } ?? .full
    }
}
