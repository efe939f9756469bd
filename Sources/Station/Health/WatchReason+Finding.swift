import Detection

extension WatchReason {
    /// What a finding of the sensor's diagnosis means to people.
    init(_ finding: SensorFinding) {
        self.init(code: finding.symptom.rawValue, detail: Self.detail(finding))
    }

    /// Whether `code` names something that is wrong with what a camera shows.
    static func isAboutPicture(_ code: String) -> Bool { SensorSymptom(rawValue: code) != nil }

    private static func detail(_ finding: SensorFinding) -> String {
        let percent = finding.percent
        switch finding.symptom {
        case .noSignal:
            return
                "the picture is the snow or the bars of an input without a signal; check the cable between camera and "
                + "digitiser, the camera's power, and which input and video standard are chosen"
        case .frozen:
            return "frames come, and they are all the same picture; switch the camera off and on again"
        case .tooDark:
            return
                "\(percent) % of the picture is black; check lamps, infrared light, exposure, and whether something lies "
                + "on the lens"
        case .tooBright:
            return "\(percent) % of the picture is white; check exposure, and lamps or the sun that shine into the lens"
        case .covered:
            return
                "\(percent) % of what the camera usually sees is hidden behind something without features; look for cloth, "
                + "paint, frost, dirt or fog before the lens"
        case .moved where percent >= 100:
            return "the camera shows another view than usual; turn it back, or check its zones if that is to stay"
        case .moved:
            return
                "the view moved by \(percent) % of the image's width; turn the camera back, or check its zones if that is "
                + "to stay"
        case .defocused:
            return
                "the picture has \(percent) % of its usual sharpness; focus the lens, and look for water, dirt or a loose "
                + "lens"
        }
    }
}
