import Imaging
import Testing

@Suite struct SnapshotArtistTests {
    private let box = NormalizedBox(x: 0.5, y: 0.5, width: 0.2, height: 0.3)

    @Test(arguments: PixelFormat.allCases)
    func everyFormatBecomesAJPEGOfItsSize(format: PixelFormat) throws {
        let scene = TestScene(size: FrameSize(width: 321, height: 239))
        let raw =
            format == .mjpeg ? RawImage(jpeg: try scene.jpeg(), size: scene.size) : scene.raw(format, padding: 4)
        let drawn = try raw.withFrame { frame in
            try SnapshotArtist.draw(frame: frame, boxes: [box, box], label: "gate 2026-11-22", quality: 85)
        }
        let plain = try raw.withFrame { frame in
            try SnapshotArtist.draw(frame: frame, boxes: [], label: "", quality: 85)
        }
        let (one, two) = (try decodedLuma(drawn), try decodedLuma(plain))
        #expect(one.size == scene.size)
        #expect(one.warnings == 0)
        #expect(one.pixels != two.pixels)
    }

    @Test func jpegFramesTellTheirSizeThemselves() throws {
        let scene = TestScene(size: FrameSize(width: 80, height: 60))
        let lie = RawImage(jpeg: try scene.jpeg(), size: FrameSize(width: 1, height: 1))
        let drawn = try lie.withFrame { frame in
            try SnapshotArtist.draw(frame: frame, boxes: [box], label: "x", quality: 85)
        }
        #expect(try decodedLuma(drawn).size == scene.size)
    }

    @Test func boxesCoverNothingOfWhatTheyEnclose() throws {
        for size in [FrameSize(width: 200, height: 160), FrameSize(width: 1280, height: 720)] {
            let image = ColorImage(size: size)
            SnapshotArtist.draw(on: image, boxes: [box], label: "")
            let (left, right) = (size.width / 2, size.width * 7 / 10)
            let (top, bottom) = (size.height / 2, size.height * 8 / 10)
            for y in top..<bottom {
                #expect(image.row(y)[(3 * left)..<(3 * right)].allSatisfy { $0 == 0 })
            }
            // The outline is close around it, bright, on all four sides.
            let (middleX, middleY) = ((left + right) / 2, (top + bottom) / 2)
            #expect((max(0, top - 12)..<top).contains { image.row($0)[3 * middleX] == 255 })
            #expect((bottom..<bottom + 12).contains { image.row($0)[3 * middleX] == 255 })
            #expect((left - 12..<left).contains { image.row(middleY)[3 * $0] == 255 })
            #expect((right..<right + 12).contains { image.row(middleY)[3 * $0] == 255 })
        }
    }

    @Test func labelsAreWrittenLightOnDark() {
        for space in ColorImage.Space.allCases {
            let image = ColorImage(size: FrameSize(width: 640, height: 480), space: space)
            for y in 0..<480 { image.row(y).update(repeating: 200) }
            SnapshotArtist.draw(on: image, boxes: [], label: "Test")
            let first = (0..<480).flatMap { y in (0..<640).map { x in image.row(y)[3 * x] } }
            #expect(first.contains(8))
            #expect(first.contains(255))
            // Most of the picture stays.
            #expect(first.filter { $0 == 200 }.count > first.count * 97 / 100)
        }
    }

    @Test func labelsKeepAwayFromBoxes() {
        let size = FrameSize(width: 640, height: 480)
        let corner = NormalizedBox(x: 0, y: 0, width: 0.5, height: 0.5)
        for boxes in [[], [corner]] {
            let image = ColorImage(size: size)
            for y in 0..<480 { image.row(y).update(repeating: 200) }
            SnapshotArtist.draw(on: image, boxes: boxes, label: "intrusion")
            let plate = image.row(1)[3]
            #expect((plate == 8) == boxes.isEmpty)
        }
    }

    @Test func differentLettersLookDifferent() {
        let letters = (UInt8(33)...126).map { String(UnicodeScalar($0)) } + ["Ж", " "]
        let drawings = letters.map { letter in
            let image = ColorImage(size: FrameSize(width: 20, height: 20))
            SnapshotArtist.draw(on: image, boxes: [], label: "." + letter)
            return (0..<20).flatMap { [UInt8](image.row($0)) }
        }
        #expect(Set(drawings).count == letters.count)
    }

    @Test func diacriticsFallAway() {
        func drawing(_ label: String) -> [UInt8] {
            let image = ColorImage(size: FrameSize(width: 100, height: 20))
            SnapshotArtist.draw(on: image, boxes: [], label: label)
            return (0..<20).flatMap { [UInt8](image.row($0)) }
        }
        #expect(drawing("čćšžđ ČĐ") == drawing("ccszd CD"))
        #expect(drawing("a\nb") == drawing("a b"))
        #expect(drawing("a\u{301}") == drawing("a"))
    }

    @Test(arguments: awkwardSizes)
    func nothingIsDrawnOutsideOfAnyImage(size: FrameSize) throws {
        let boxes = [
            NormalizedBox(x: -3, y: -3, width: 9, height: 9), NormalizedBox(x: 0, y: 0, width: 0, height: 0),
            NormalizedBox(x: 0.999, y: 0.999, width: 5, height: 5), NormalizedBox(x: 2, y: 2, width: 1, height: 1),
            NormalizedBox(x: .nan, y: 0, width: 1, height: 1), NormalizedBox(x: 0, y: 0, width: .infinity, height: 1),
            NormalizedBox(x: 0.5, y: 0.5, width: -0.2, height: -0.2), NormalizedBox(x: 0, y: 0, width: 1, height: 1),
            NormalizedBox(x: -1e300, y: 0, width: 1e300, height: 1),
        ]
        let label = String(repeating: "a long label with words ", count: 40)
        for format in [PixelFormat.yuyv, .y16] {
            let drawn = try TestScene(size: size).raw(format).withFrame { frame in
                try SnapshotArtist.draw(frame: frame, boxes: boxes, label: label, quality: 80)
            }
            #expect(try decodedLuma(drawn).size == size)
        }
    }

    @Test func badFramesAreErrors() throws {
        let scene = TestScene(size: FrameSize(width: 32, height: 32))
        var short = scene.raw(.nv12)
        short.bytes.removeLast(5)
        let text = RawImage(jpeg: Array("not a picture at all".utf8), size: scene.size)
        for (raw, expected) in [(short, ImagingError.Code.frameTooShort), (text, .notJPEG)] {
            let code = try raw.withFrame { frame in
                try errorCode { _ = try SnapshotArtist.draw(frame: frame, boxes: [box], label: "x", quality: 80) }
            }
            #expect(code == expected)
        }
    }

    @Test func damagedFramesAreDrawnAsFarAsTheyGo() throws {
        let scene = TestScene(size: FrameSize(width: 160, height: 120))
        let half = RawImage(jpeg: [UInt8](try scene.jpeg().prefix(2500)), size: scene.size)
        let drawn = try half.withFrame { frame in
            try SnapshotArtist.draw(frame: frame, boxes: [box], label: "half", quality: 80)
        }
        #expect(try decodedLuma(drawn).warnings == 0)
    }
}
