import Imaging

/// A tripwire in pixels, ready to be asked.
///
/// In pixels, because a distance must mean the same sideways and up. Every test is half-open, so that a path through a
/// corner of the line, or one that touches it, is counted once or not at all, never twice.
struct TripwireShape {
    private let xs: [Double]
    private let ys: [Double]

    /// Takes the points in order; fewer than two make a line that nothing crosses.
    init(_ points: [NormalizedPoint], size: FrameSize) {
        xs = points.map { $0.x * Double(size.width) }
        ys = points.map { $0.y * Double(size.height) }
    }

    /// How often the way from one point to another crosses the line: +1 for each time from a to b, -1 from b to a.
    func crossings(fromX px: Double, y py: Double, toX qx: Double, y qy: Double) -> Int {
        guard xs.count >= 2 else { return 0 }
        var count = 0
        for index in 1..<xs.count {
            let ax = xs[index - 1]
            let ay = ys[index - 1]
            let bx = xs[index]
            let by = ys[index]
            let from = Self.isRight(ax, ay, bx, by, px, py)
            let to = Self.isRight(ax, ay, bx, by, qx, qy)
            guard from != to, Self.isRight(px, py, qx, qy, ax, ay) != Self.isRight(px, py, qx, qy, bx, by) else {
                continue
            }
            count += to ? 1 : -1
        }
        return count
    }

    /// Whether a point is at least `margin` pixels away from every part of the line.
    func isClear(x: Double, y: Double, margin: Double) -> Bool {
        guard xs.count >= 2 else { return true }
        for index in 1..<xs.count {
            let ax = xs[index - 1]
            let ay = ys[index - 1]
            let dx = xs[index] - ax
            let dy = ys[index] - ay
            let length = dx * dx + dy * dy
            let along = length > 0 ? min(max(((x - ax) * dx + (y - ay) * dy) / length, 0), 1) : 0
            let offX = x - (ax + along * dx)
            let offY = y - (ay + along * dy)
            if offX * offX + offY * offY < margin * margin { return false }
        }
        return true
    }

    /// Whether p lies to the right of the way from a to b as seen on the image (y grows downwards), or on it.
    private static func isRight(
        _ ax: Double, _ ay: Double, _ bx: Double, _ by: Double, _ px: Double, _ py: Double
    ) -> Bool {
        (bx - ax) * (py - ay) - (by - ay) * (px - ax) >= 0
    }
}
