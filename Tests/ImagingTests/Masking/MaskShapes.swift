import Imaging
import TestKit

/// An upright rectangle as a mask.
func rectangle(_ left: Double, _ top: Double, _ right: Double, _ bottom: Double) -> Polygon {
    Polygon([.init(x: left, y: top), .init(x: right, y: top), .init(x: right, y: bottom), .init(x: left, y: bottom)])
}

/// What comes of a JPEG under masks.
func masked(
    _ jpeg: [UInt8], by masker: FrameMasker, size: FrameSize = FrameSize(width: 0, height: 0)
) throws -> [UInt8] {
    try RawImage(jpeg: jpeg, size: size).withFrame { [UInt8](try masker.mask($0).frame.bytes) }
}

/// Compares an image with its masked version, block by block.
struct BlockComparison {
    /// Blocks that are covered though nothing of them lies under the mask, or not covered though something does.
    var wronglyCovered = 0
    var wronglyOpen = 0
    /// Blocks that are not covered and differ.
    var changed = 0
    /// Blocks that are covered.
    var covered = 0

    /// Looks at every block, also at those beyond the image, which count as the nearest in it.
    ///
    /// - Parameter mask: an upright rectangle.
    init(original: JPEGCoefficients, masked: JPEGCoefficients, mask: Polygon) {
        let box = mask.boundingBox
        let (width, height) = (Double(original.width), Double(original.height))
        let most = original.components.map(\.across).max() ?? 1
        let deepest = original.components.map(\.down).max() ?? 1
        for (before, after) in zip(original.components, masked.components) {
            let cellWidth = Double(8 * most) / Double(before.across)
            let cellHeight = Double(8 * deepest) / Double(before.down)
            for row in 0..<before.paddedRows {
                let top = Double(min(row, before.rows - 1)) * cellHeight
                let touchesRow =
                    box.y * height < min(top + cellHeight, height) - 1e-6 && (box.y + box.height) * height > top + 1e-6
                for column in 0..<before.paddedColumns {
                    let left = Double(min(column, before.columns - 1)) * cellWidth
                    let touches =
                        touchesRow && box.x * width < min(left + cellWidth, width) - 1e-6
                        && (box.x + box.width) * width > left + 1e-6
                    if touches {
                        covered += 1
                        if !after.isBlank(column, row) { wronglyOpen += 1 }
                    } else if before.block(column, row) != after.block(column, row) {
                        changed += 1
                        if after.isBlank(column, row) { wronglyCovered += 1 }
                    }
                }
            }
        }
    }
}
