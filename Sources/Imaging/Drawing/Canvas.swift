/// A picture to draw on; what lies outside is cut off.
struct Canvas {
    /// The picture.
    let image: ColorImage

    /// Fills a rectangle.
    func fill(_ rectangle: PixelRectangle, with ink: Ink) {
        let whole = PixelRectangle(left: 0, top: 0, right: image.size.width, bottom: image.size.height)
        let area = rectangle.intersection(whole)
        guard !area.isEmpty else { return }
        let (first, second, third) = ink.bytes(in: image.space)
        for y in area.top..<area.bottom {
            let row = image.row(y)
            for x in area.left..<area.right {
                row[3 * x] = first
                row[3 * x + 1] = second
                row[3 * x + 2] = third
            }
        }
    }

    /// Draws the border of a rectangle, `depth` pixels deep, inside its sides.
    func frame(_ outer: PixelRectangle, depth: Int, with ink: Ink) {
        guard !outer.isEmpty else { return }
        let inner = outer.inset(depth)
        guard !inner.isEmpty else {
            fill(outer, with: ink)
            return
        }
        fill(.init(left: outer.left, top: outer.top, right: outer.right, bottom: inner.top), with: ink)
        fill(.init(left: outer.left, top: inner.bottom, right: outer.right, bottom: outer.bottom), with: ink)
        fill(.init(left: outer.left, top: inner.top, right: inner.left, bottom: inner.bottom), with: ink)
        fill(.init(left: inner.right, top: inner.top, right: outer.right, bottom: inner.bottom), with: ink)
    }

    /// Writes glyphs from left to right; `scale` is the side of one of their dots in pixels.
    func write(_ glyphs: [LabelFont.Glyph], x: Int, y: Int, scale: Int, with ink: Ink) {
        for (index, glyph) in glyphs.enumerated() {
            let left = x + index * LabelFont.advance * scale
            for (column, line) in LabelFont.dots where glyph.isSet(column: column, line: line) {
                let (dotLeft, dotTop) = (left + column * scale, y + line * scale)
                fill(
                    .init(left: dotLeft, top: dotTop, right: dotLeft + scale, bottom: dotTop + scale), with: ink)
            }
        }
    }
}
