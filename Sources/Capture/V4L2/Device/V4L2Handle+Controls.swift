import CLinux
import Glibc

extension V4L2Handle {
    /// The controls of the device, in the order of its driver.
    func controls() -> [ControlDescription] {
        let all = UInt32(V4L2_CTRL_FLAG_NEXT_CTRL)
        var controls: [ControlDescription] = []
        var previous: UInt32 = 0
        // A driver whose numbers do not grow would be asked for ever.
        while controls.count < 1024 {
            var answer = v4l2_query_ext_ctrl()
            answer.id = previous | all | UInt32(V4L2_CTRL_FLAG_NEXT_COMPOUND)
            let described: ControlDescription
            if call(clinux_vidioc_query_ext_ctrl, &answer) == 0 {
                described = ControlDescription(
                    id: answer.id, name: withUnsafeBytes(of: answer.name) { Self.controlName($0) },
                    kind: Self.kind(answer.type), minimum: answer.minimum, maximum: answer.maximum,
                    step: Int64(clamping: answer.step), flags: answer.flags)
            } else {
                var older = v4l2_queryctrl()
                older.id = previous | all
                guard call(clinux_vidioc_queryctrl, &older) == 0 else { break }
                answer.id = older.id
                answer.flags = older.flags
                answer.type = older.type
                described = ControlDescription(
                    id: older.id, name: withUnsafeBytes(of: older.name) { Self.controlName($0) },
                    kind: Self.kind(older.type), minimum: Int64(older.minimum), maximum: Int64(older.maximum),
                    step: Int64(older.step), flags: older.flags)
            }
            guard answer.id > previous else { break }
            previous = answer.id
            let isTitle = answer.type == V4L2_CTRL_TYPE_CTRL_CLASS.rawValue
            if !isTitle, answer.flags & UInt32(V4L2_CTRL_FLAG_DISABLED) == 0 { controls.append(described) }
        }
        return controls
    }

    /// Sets the controls that the configuration names.
    ///
    /// - Throws: `controlRefused` that names the control and what it takes.
    func set(_ wanted: [String: Int]) throws(SourceProblem) {
        guard !wanted.isEmpty else { return }
        let settings: [ControlMatching.Setting]
        do {
            settings = try ControlMatching.settings(for: wanted, among: controls())
        } catch {
            throw .init(code: .controlRefused, place: place, cause: error.cause, mend: error.mend)
        }
        for setting in settings {
            let code = set(setting)
            guard code != 0 else { continue }
            if code == ENODEV { throw .unplugged(place) }
            if code == EBUSY { throw .inUse(place) }
            let words = String(cString: strerror(code))
            let isInactive = controls().contains { $0.id == setting.control.id && $0.isInactive }
            throw .init(
                code: .controlRefused, place: place,
                cause: "control '\(setting.control.name)' refused \(setting.value) (\(words))",
                mend: isInactive
                    ? "another control makes it ineffective: switch the automatic one that governs it off"
                    : "give \(setting.control.range)")
        }
    }

    private func set(_ setting: ControlMatching.Setting) -> Int32 {
        var control = v4l2_ext_control()
        control.id = setting.control.id
        // The kernel reads 32 or 64 bits, as the control's type says; on a big-endian machine they would not overlap.
        if let value = Int32(exactly: setting.value) { control.value = value } else { control.value64 = setting.value }
        let code = withUnsafeMutablePointer(to: &control) { pointer in
            var controls = v4l2_ext_controls()
            controls.count = 1
            controls.controls = pointer
            return call(clinux_vidioc_s_ext_ctrls, &controls)
        }
        guard code == ENOTTY || code == EINVAL, let value = Int32(exactly: setting.value) else { return code }
        var older = v4l2_control(id: setting.control.id, value: value)
        return call(clinux_vidioc_s_ctrl, &older)
    }

    private static func controlName(_ bytes: UnsafeRawBufferPointer) -> String {
        ControlDescription.configuredName(of: String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self))
    }

    private static func kind(_ type: UInt32) -> ControlDescription.Kind {
        switch type {
        case V4L2_CTRL_TYPE_INTEGER.rawValue, V4L2_CTRL_TYPE_INTEGER64.rawValue: .integer
        case V4L2_CTRL_TYPE_BOOLEAN.rawValue: .boolean
        case V4L2_CTRL_TYPE_MENU.rawValue, V4L2_CTRL_TYPE_INTEGER_MENU.rawValue: .menu
        case V4L2_CTRL_TYPE_BITMASK.rawValue: .bitmask
        case V4L2_CTRL_TYPE_BUTTON.rawValue: .button
        default: .other
        }
    }
}

extension ControlDescription {
    fileprivate init(
        id: UInt32, name: String, kind: Kind, minimum: Int64, maximum: Int64, step: Int64, flags: UInt32
    ) {
        self.init(
            id: id, name: name, kind: kind, minimum: minimum, maximum: maximum, step: step,
            isReadOnly: flags & UInt32(V4L2_CTRL_FLAG_READ_ONLY) != 0,
            isInactive: flags & UInt32(V4L2_CTRL_FLAG_INACTIVE) != 0)
    }
}
