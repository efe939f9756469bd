import Capture
import Testing

@Suite struct ControlMatchingTests {
    static func control(
        _ name: String, _ kind: ControlDescription.Kind = .integer, _ range: ClosedRange<Int64> = 0...255,
        step: Int64 = 1, readOnly: Bool = false
    ) -> ControlDescription {
        ControlDescription(
            id: 1, name: name, kind: kind, minimum: range.lowerBound, maximum: range.upperBound, step: step,
            isReadOnly: readOnly)
    }

    static let controls = [
        control("brightness"), control("exposure_time_absolute", .integer, 3...2047),
        control("auto_exposure", .menu, 0...3), control("focus_absolute", .integer, 0...250, step: 5),
        control("white_balance_automatic", .boolean, 0...1), control("flags", .bitmask, 0...6),
        control("serial", .other), control("temperature", .integer, -40...85, readOnly: true),
    ]

    @Test(
        "names are those that v4l2-ctl prints",
        arguments: [
            ("White Balance, Automatic", "white_balance_automatic"), ("Brightness", "brightness"),
            ("Exposure Time, Absolute", "exposure_time_absolute"), ("Pan/Tilt (Reset)", "pan_tilt_reset"),
            ("  ", ""), ("Größe 2", "gr_e_2"),
        ])
    func names(driver: String, configured: String) {
        #expect(ControlDescription.configuredName(of: driver) == configured)
    }

    @Test("switches and menus are set before what they govern")
    func order() throws {
        let settings = try ControlMatching.settings(
            for: ["exposure_time_absolute": 100, "auto_exposure": 1, "brightness": 10, "white_balance_automatic": 0],
            among: Self.controls)
        #expect(
            settings.map(\.control.name)
                == ["auto_exposure", "white_balance_automatic", "brightness", "exposure_time_absolute"])
        #expect(settings.map(\.value) == [1, 0, 10, 100])
    }

    @Test(
        "values that fit are taken",
        arguments: [("focus_absolute", 15), ("flags", 4), ("brightness", 0), ("brightness", 255)])
    func fitting(name: String, value: Int) throws {
        #expect(try ControlMatching.settings(for: [name: value], among: Self.controls).count == 1)
    }

    @Test(
        "values that do not fit are refused with the range",
        arguments: [
            ("brightness", 256, "0 to 255"), ("brightness", -1, "0 to 255"), ("focus_absolute", 7, "steps of 5"),
            ("white_balance_automatic", 2, "0 or 1"), ("flags", 1, "0 to 6"), ("serial", 1, "cannot give"),
            ("brightness", .min, "0 to 255"), ("focus_absolute", .max, "0 to 250"),
        ])
    func misfit(name: String, value: Int, range: String) {
        let error = #expect(throws: ControlMatching.Refusal.self) {
            try ControlMatching.settings(for: [name: value], among: Self.controls)
        }
        #expect(error?.cause.contains("'\(name)'") == true)
        #expect(error?.mend.contains(range) == true)
    }

    @Test("an unknown name is refused with the nearest one and its range")
    func unknown() {
        let error = #expect(throws: ControlMatching.Refusal.self) {
            try ControlMatching.settings(for: ["exposure_absolute": 1], among: Self.controls)
        }
        #expect(error?.cause.contains("'exposure_absolute'") == true)
        #expect(error?.mend.contains("'exposure_time_absolute' (3 to 2047)") == true)
    }

    @Test("a name that resembles nothing is refused with all names; a device without controls says so")
    func alien() {
        let error = #expect(throws: ControlMatching.Refusal.self) {
            try ControlMatching.settings(for: ["zzz": 1], among: Self.controls)
        }
        #expect(error?.mend.contains("auto_exposure, brightness") == true)
        let none = #expect(throws: ControlMatching.Refusal.self) {
            try ControlMatching.settings(for: ["brightness": 1], among: [])
        }
        #expect(none?.mend.contains("no controls") == true)
    }

    @Test("what can only be read is refused")
    func readOnly() {
        #expect(throws: ControlMatching.Refusal.self) {
            try ControlMatching.settings(for: ["temperature": 20], among: Self.controls)
        }
    }
}
