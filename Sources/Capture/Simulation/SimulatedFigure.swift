package import Imaging

/// The outline of an actor in one frame, in pixels: rows of spans.
package struct SimulatedFigure: Sendable {
    /// Rows that the figure may cover, inside the image.
    package let rows: Range<Int>
    private let kind: SimulatedActor.Kind
    private let middle: Double
    private let top: Double
    private let height: Double
    private let swing: Double
    private let flipped: Double
    private let width: Int

    /// The figure of `actor` at `place` in an image of `size`; `nil` if it is less than two pixels high or out of sight.
    package init?(actor: SimulatedActor, place: SimulatedMotion.Place, size: FrameSize) {
        let near = (place.foot.y - SimulatedBackdrop.horizon) / (1 - SimulatedBackdrop.horizon)
        let scale = 1 - actor.perspective + actor.perspective * max(0, near)
        let height = actor.height * scale * Double(size.height)
        let bottom = place.foot.y * Double(size.height)
        guard height >= 2, height < 1e5, abs(bottom) < 1e6, abs(place.foot.x) < 1e3 else { return nil }
        kind = actor.kind
        self.height = height
        top = bottom - height
        middle = place.foot.x * Double(size.width)
        // A step is about 0.4 of the figure's height.
        swing = simulatedWave(place.distance * Double(size.width) / (height * 0.8))
        flipped = place.facesLeft ? -1 : 1
        width = size.width
        let from = max(0, Int(top.rounded(.down)))
        let to = min(size.height, Int(bottom.rounded(.up)))
        guard from < to else { return nil }
        rows = from..<to
    }

    /// Calls `body` for each run of columns that the figure covers in `row`, with a factor for its contrast in 1/16.
    @inline(__always)
    package func spans(row: Int, _ body: (Range<Int>, Int) -> Void) {
        let v = (Double(row) + 0.5 - top) / height
        guard v >= 0, v < 1 else { return }
        switch kind {
        case .walker: walker(v, body)
        case .vehicle: vehicle(v, body)
        }
    }

    /// The box around all of the figure's pixels in the image; `nil` if there is none.
    package var bounds: (x: Range<Int>, y: Range<Int>)? {
        var (left, right, first, last) = (Int.max, Int.min, Int.max, Int.min)
        for row in rows {
            spans(row: row) { columns, _ in
                (left, right) = (min(left, columns.lowerBound), max(right, columns.upperBound))
                (first, last) = (min(first, row), max(last, row + 1))
            }
        }
        return left < right ? (left..<right, first..<last) : nil
    }

    @inline(__always)
    private func walker(_ v: Double, _ body: (Range<Int>, Int) -> Void) {
        if v < 0.14 {
            let y = (v - 0.07) / 0.07
            run(0, 0.06 * max(0, 1 - y * y).squareRoot(), 18, body)
        } else if v < 0.52 {
            run(0, 0.085, 16, body)
            let reach = (v - 0.16) / 0.36
            if reach > 0.1 {
                run(-swing * 0.11 * reach + 0.03, 0.028, 14, body)
                run(swing * 0.11 * reach - 0.03, 0.028, 14, body)
            }
        } else {
            let reach = (v - 0.5) / 0.5
            run(swing * 0.15 * reach + 0.02, 0.045, 15, body)
            run(-swing * 0.15 * reach - 0.02, 0.045, 15, body)
        }
    }

    @inline(__always)
    private func vehicle(_ v: Double, _ body: (Range<Int>, Int) -> Void) {
        if v < 0.42 {
            let lean = (0.42 - v) * 0.5
            run(-0.08, 0.62 - lean, v > 0.1 && v < 0.36 ? 10 : 16, body)
        } else if v < 0.8 {
            run(0, 1.1, 16, body)
        } else {
            let y = (v - 0.8) / 0.2
            let wheel = 0.2 * max(0, 1 - y * y).squareRoot()
            run(-0.68, wheel, 20, body)
            run(0.68, wheel, 20, body)
        }
    }

    /// `at` and `half` are in figure heights from its middle line.
    @inline(__always)
    private func run(_ at: Double, _ half: Double, _ factor: Int, _ body: (Range<Int>, Int) -> Void) {
        let center = middle + at * height * flipped
        let from = max(0, Int((center - half * height).rounded()))
        let to = min(width, Int((center + half * height).rounded()))
        if from < to { body(from..<to, factor) }
    }
}
