/// The outline of a box: dark, bright, dark.
enum Outline {
    /// The width of the whole outline in pixels.
    static func width(_ size: FrameSize) -> Int { bright(size) + 2 * dark(size) }

    /// Draws an outline inward from its outer side.
    static func draw(_ outer: PixelRectangle, on canvas: Canvas) {
        let size = canvas.image.size
        let (dark, bright) = (dark(size), bright(size))
        canvas.frame(outer, depth: dark, with: .night)
        canvas.frame(outer.inset(dark), depth: bright, with: .signal)
        canvas.frame(outer.inset(dark + bright), depth: dark, with: .night)
    }

    private static func bright(_ size: FrameSize) -> Int { (3 * LabelLayout.scale(for: size) + 3) / 4 }

    private static func dark(_ size: FrameSize) -> Int { max(1, LabelLayout.scale(for: size) / 3) }
}
