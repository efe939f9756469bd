import Detection
import Imaging
import Testing

@Suite struct RegistrationTests {
    static let size = FrameSize(width: 320, height: 240)

    /// A textured picture, shifted by whole pixels, with an optional bright rectangle that does not shift with it.
    static func draw(_ plane: GrayPlane, dx: Int, dy: Int, isFlat: Bool = false, object: Range<Int>? = nil) {
        for y in 0..<plane.size.height {
            let row = plane.row8(y)
            for x in 0..<plane.size.width {
                let u = (x + 400 - dx) / 6
                let v = (y + 400 - dy) / 6
                let level =
                    isFlat
                    ? 120 : 80 + Int((UInt32(truncatingIfNeeded: u &* 7919 &+ v &* 104729) &* 2_654_435_761) >> 25)
                row[x] = UInt8(min(level, 250))
                if let object, object.contains(x), y > 40, y < 200 { row[x] = 250 }
            }
        }
    }

    /// A stage and a model that know the picture at rest.
    static func settled(isFlat: Bool = false) -> (Registration, BackgroundModel, HoldMap, GrayPlane) {
        let stage = Registration(size: size)
        let model = BackgroundModel(size: size, contrast: 10)
        let hold = HoldMap(size: size)
        let plane = GrayPlane(size: size)
        draw(plane, dx: 0, dy: 0, isFlat: isFlat)
        for _ in 0..<4 {
            let aligned = stage.align(plane, to: model, hold: hold, seconds: 0.04)
            model.process(aligned, ticks: 1, hold: hold)
        }
        return (stage, model, hold, plane)
    }

    @Test(arguments: [(3, 0), (0, -5), (-7, 4), (11, -11)])
    func shiftIsFoundAndTakenBack(dx: Int, dy: Int) {
        let (stage, model, hold, plane) = Self.settled()
        Self.draw(plane, dx: dx, dy: dy)
        let aligned = stage.align(plane, to: model, hold: hold, seconds: 0.04)
        #expect(abs(stage.shiftX - 8 * dx) <= 2 && abs(stage.shiftY - 8 * dy) <= 2)
        var off = 0
        for y in stride(from: 20, to: 220, by: 5) {
            for x in stride(from: 20, to: 300, by: 5) {
                off += abs(Int(aligned.row8(y)[x]) - Int(model.mean.row(y)[x] >> 7))
            }
        }
        #expect(off / (40 * 56) < 14, "the mean difference is \(off / (40 * 56))")
    }

    @Test func pictureAtRestIsGivenBackAsItIs() {
        let (stage, model, hold, plane) = Self.settled()
        #expect(stage.align(plane, to: model, hold: hold, seconds: 0.04) === plane)
        #expect(!stage.isShifted)
    }

    @Test func objectThatPassesDoesNotShiftThePicture() {
        let (stage, model, hold, plane) = Self.settled()
        for x in stride(from: 0, to: 240, by: 8) {
            Self.draw(plane, dx: 0, dy: 0, object: x..<(x + 80))
            _ = stage.align(plane, to: model, hold: hold, seconds: 0.04)
            #expect(!stage.isShifted)
        }
    }

    @Test func flatPictureSaysNothing() {
        let (stage, model, hold, plane) = Self.settled(isFlat: true)
        Self.draw(plane, dx: 0, dy: 0, isFlat: true, object: 100..<140)
        #expect(stage.align(plane, to: model, hold: hold, seconds: 0.04) === plane)
    }

    @Test(arguments: [(1, 1), (16, 9), (127, 300), (128, 96)])
    func smallPlanesDoNotTrap(width: Int, height: Int) {
        let size = FrameSize(width: width, height: height)
        let stage = Registration(size: size)
        let model = BackgroundModel(size: size, contrast: 10)
        let hold = HoldMap(size: size)
        let plane = GrayPlane(size: size)
        for frame in 0..<40 {
            Self.draw(plane, dx: frame % 13, dy: frame % 7)
            model.process(stage.align(plane, to: model, hold: hold, seconds: 0.2), ticks: 4, hold: hold)
        }
        #expect(abs(stage.shiftX) <= 8 * Registration.reach + 8)
    }

    /// A grid of masks over most of the picture: their borders stand still, and would hold the picture still.
    @Test func bordersOfWhatIsExcludedDoNotHoldThePicture() {
        let exclusion = GrayPlane(size: Self.size)
        for y in 0..<240 {
            for x in 0..<320 where x < 170 && (x / 24 + y / 24) % 2 == 0 { exclusion.row8(y)[x] = 255 }
        }
        func cover(_ plane: GrayPlane) {
            for y in 0..<240 {
                for x in 0..<320 where exclusion.row8(y)[x] != 0 {
                    plane.row8(y)[x] = (x / 8 + y / 8) % 2 == 0 ? 10 : 245
                }
            }
        }
        let stage = Registration(size: Self.size, exclusion: exclusion)
        let model = BackgroundModel(size: Self.size, contrast: 10)
        let hold = HoldMap(size: Self.size)
        let plane = GrayPlane(size: Self.size)
        Self.draw(plane, dx: 0, dy: 0)
        cover(plane)
        for _ in 0..<4 {
            let aligned = stage.align(plane, to: model, hold: hold, seconds: 0.04)
            model.process(aligned, ticks: 1, hold: hold)
        }
        Self.draw(plane, dx: 5, dy: -3)
        cover(plane)
        _ = stage.align(plane, to: model, hold: hold, seconds: 0.04)
        #expect(abs(stage.shiftX - 40) <= 2 && abs(stage.shiftY + 24) <= 2, "\(stage.shiftX), \(stage.shiftY)")
    }
}
