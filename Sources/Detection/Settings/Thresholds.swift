package import Imaging

/// The numbers that follow from ``DetectionSettings`` for planes of one size.
///
/// | sensitivity | least contrast (gray levels) | votes of 250 | distance to be moved |
/// |---|---|---|---|
/// | 1, 2, 3, 4 | 18, 16, 14, 12 | 125 | × 1.6, 1.4, 1.25, 1.1 |
/// | 5 | 10 | 125 | × 1 |
/// | 6, 7, 8, 9 | 9, 8, 7, 6 | 115, 105, 100, 95 | × 0.95, 0.9, 0.8, 0.7 |
package struct Thresholds: Sendable, Hashable {
    /// Gray levels by which a pixel must differ from its background, before its noise is added.
    package var contrast: UInt8
    /// The sum of scores over 5 × 5 pixels above which the middle one is foreground; at most 250.
    package var votes: UInt8
    /// How many times the usual distance a track must have moved to be confirmed.
    package var patience: Double
    /// Foreground pixels that a region has at least: a fifth of the square of the smallest target's height.
    package var minimumArea: Int
    /// Height of the smallest target in pixels.
    package var targetHeight: Double

    /// Derives the numbers; a sensitivity outside 1…9 counts as the nearest within.
    package init(settings: DetectionSettings, size: FrameSize) {
        let level = min(max(settings.sensitivity, 1), 9)
        contrast = [18, 16, 14, 12, 10, 9, 8, 7, 6][level - 1]
        votes = [125, 125, 125, 125, 125, 115, 105, 100, 95][level - 1]
        patience = [1.6, 1.4, 1.25, 1.1, 1, 0.95, 0.9, 0.8, 0.7][level - 1]
        let share = settings.minimumTargetHeight
        let height = (share > 0 ? min(share, 1) : 0.04) * Double(size.height)
        targetHeight = height
        minimumArea = max(6, Int(0.2 * height * height))
    }
}
