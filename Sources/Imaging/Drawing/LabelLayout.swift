/// How a label is set in an image: how large, in how many lines, and where.
struct LabelLayout {
    /// The most lines that are set.
    static let maximumLines = 3

    /// The side of one dot of the font in pixels.
    let scale: Int
    /// The lines.
    let lines: [[LabelFont.Glyph]]
    private let size: FrameSize

    /// The side of one dot of the font, without regard to the text: letters of 1/34 of the height of a 4:3 image.
    static func scale(for size: FrameSize) -> Int {
        max(1, min(size.width, size.height * 4 / 3) / 320)
    }

    /// Sets a label: in one line if it fits at half the usual size, if that is not too small, else wrapped, else cut.
    init(label: String, size: FrameSize) {
        self.size = size
        let text = LabelFont.glyphs(of: label)
        var scale = Self.scale(for: size)
        // Two pixels a dot are easy to read, one is the least.
        let smallest = max(min(2, scale), scale / 2)
        while scale > smallest, text.count > Self.capacity(size, scale) { scale -= 1 }
        self.scale = scale
        lines = Self.wrap(text, at: max(1, Self.capacity(size, scale)))
    }

    /// Pixels around the text.
    var margin: Int { 2 * scale }

    /// Pixels from one line to the next.
    var lineHeight: Int { (LabelFont.height + 2) * scale }

    /// The plate under the text, in the corner where it covers least of `boxes`; `nil` without text.
    func plate(avoiding boxes: [PixelRectangle]) -> PixelRectangle? {
        let columns = lines.map(\.count).max() ?? 0
        guard columns > 0 else { return nil }
        let width = columns * LabelFont.advance * scale - scale + 2 * margin
        let height = lines.count * lineHeight - 2 * scale + 2 * margin
        let (right, bottom) = (max(0, size.width - width), max(0, size.height - height))
        let corners = [(0, 0), (0, bottom), (right, 0), (right, bottom)].map { left, top in
            PixelRectangle(left: left, top: top, right: left + width, bottom: top + height)
        }
        return corners.min { covered($0, boxes) < covered($1, boxes) }
    }

    private func covered(_ plate: PixelRectangle, _ boxes: [PixelRectangle]) -> Int {
        boxes.reduce(0) { $0 + $1.intersection(plate).area }
    }

    private static func capacity(_ size: FrameSize, _ scale: Int) -> Int {
        (size.width - 3 * scale) / (LabelFont.advance * scale)
    }

    private static func wrap(_ text: [LabelFont.Glyph], at capacity: Int) -> [[LabelFont.Glyph]] {
        var lines: [[LabelFont.Glyph]] = []
        var rest = text[...]
        while !rest.isEmpty {
            if rest.count <= capacity {
                lines.append(Array(rest))
                break
            }
            if lines.count == maximumLines - 1 {
                let dots = LabelFont.glyphs(of: "..").prefix(capacity)
                lines.append(Array(rest.prefix(capacity - dots.count)) + dots)
                break
            }
            let line = rest.prefix(capacity + 1)
            let end = line.lastIndex { $0.isBlank } ?? rest.startIndex + capacity
            let used = end == rest.startIndex ? rest.startIndex + capacity : end
            lines.append(Array(rest[..<used]))
            rest = rest[used...].drop { $0.isBlank }
        }
        return lines
    }
}
