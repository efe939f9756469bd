/// Draws what was found into a picture.
///
/// Boxes get a bright outline between dark ones, outside of what they enclose, so that they are seen on any ground and
/// cover nothing of it. The label stands on a dark plate in the corner where it hides least of the boxes.
public enum SnapshotArtist {
    /// Makes a JPEG of a frame with boxes and a label drawn in.
    ///
    /// - Parameters:
    ///   - frame: of any format; a JPEG frame's size is read from its bytes.
    ///   - boxes: what to outline; parts outside of the image are cut off, boxes that are not numbers are left out.
    ///   - label: a line of text. Latin letters lose their diacritics, what the font lacks becomes a hollow box; text
    ///     too long for the image is wrapped, then cut.
    ///   - quality: 1…100, as for ``JPEGEncoder``.
    /// - Throws: what is wrong with the frame. A damaged JPEG is drawn on as far as it decodes.
    public static func draw(
        frame: Frame, boxes: [NormalizedBox], label: String, quality: Int
    ) throws(ImagingError) -> [UInt8] {
        let image = try picture(of: frame)
        draw(on: image, boxes: boxes, label: label)
        let encoder = JPEGEncoder(quality: quality)
        let jpeg = try encoder.encode(image)
        // The encoder owns the bytes, and nothing else keeps it.
        return withExtendedLifetime(encoder) { [UInt8](jpeg) }
    }

    /// Draws boxes and a label on a picture, as ``draw(frame:boxes:label:quality:)`` does.
    public static func draw(on image: ColorImage, boxes: [NormalizedBox], label: String) {
        let canvas = Canvas(image: image)
        let layout = LabelLayout(label: label, size: image.size)
        let rims = boxes.compactMap { PixelRectangle(outlining: $0, in: image.size, rim: Outline.width(image.size)) }
        for rim in rims { Outline.draw(rim, on: canvas) }
        guard let plate = layout.plate(avoiding: rims) else { return }
        canvas.fill(plate, with: .night)
        for (index, line) in layout.lines.enumerated() {
            canvas.write(
                line, x: plate.left + layout.margin, y: plate.top + layout.margin + index * layout.lineHeight,
                scale: layout.scale, with: .paper)
        }
    }

    /// The frame as a picture, in the colour space in which it needs the least conversion.
    static func picture(of frame: Frame) throws(ImagingError) -> ColorImage {
        guard frame.format == .mjpeg else {
            return try ColorImage(raw: frame)
        }
        let decoder = JPEGDecoder()
        let image = ColorImage(size: try decoder.header(of: frame.bytes).size, space: .rgb)
        // Damage shows in the picture; capture counts it.
        _ = try decoder.decodeColor(frame.bytes, into: image)
        return image
    }
}
