/// A control of a device as its driver describes it.
package struct ControlDescription: Sendable, Hashable {
    /// What values it takes.
    package enum Kind: Sendable, Hashable {
        case integer, boolean, menu, bitmask, button
        /// Strings, arrays and structures, which the configuration cannot give.
        case other
    }

    /// The driver's number for it.
    package var id: UInt32
    /// The name as `v4l2-ctl` prints it.
    package var name: String
    package var kind: Kind
    package var minimum: Int64
    package var maximum: Int64
    package var step: Int64
    package var isReadOnly: Bool
    /// Whether another control (an automatic one, say) makes it ineffective at present.
    package var isInactive: Bool

    package init(
        id: UInt32, name: String, kind: Kind, minimum: Int64, maximum: Int64, step: Int64, isReadOnly: Bool = false,
        isInactive: Bool = false
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.minimum = minimum
        self.maximum = maximum
        self.step = step
        self.isReadOnly = isReadOnly
        self.isInactive = isInactive
    }

    /// The name by which configurations know a control: lower case, one underscore for each run of other characters than
    /// letters and digits, none at the ends. It is what `v4l2-ctl --list-ctrls` prints.
    package static func configuredName(of driverName: some StringProtocol) -> String {
        var name: [UInt8] = []
        var pending = false
        for byte in driverName.utf8 {
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            let isPlain =
                isUpper || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            guard isPlain else {
                pending = !name.isEmpty
                continue
            }
            if pending { name.append(UInt8(ascii: "_")) }
            pending = false
            name.append(isUpper ? byte + 32 : byte)
        }
        return String(decoding: name, as: UTF8.self)
    }

    /// The values it takes, in words.
    package var range: String {
        switch kind {
        case .boolean: "0 or 1"
        case .button: "any value presses it"
        case .other: "a value that a configuration cannot give"
        case .bitmask: "0 to \(maximum)"
        case .integer, .menu: step > 1 ? "\(minimum) to \(maximum) in steps of \(step)" : "\(minimum) to \(maximum)"
        }
    }
}
