/// Finds the controls that a configuration names, and says what is wrong with those it cannot find or set. Pure.
package enum ControlMatching {
    /// One control to set.
    package struct Setting: Sendable, Hashable {
        package var control: ControlDescription
        package var value: Int64

        package init(control: ControlDescription, value: Int64) {
            self.control = control
            self.value = value
        }
    }

    /// Why the configured controls cannot be set.
    package struct Refusal: Error, Sendable, Hashable {
        package var cause: String
        package var mend: String

        package init(cause: String, mend: String) {
            self.cause = cause
            self.mend = mend
        }
    }

    /// The settings for `wanted`, in the order in which to make them: switches and menus first, because they decide which
    /// of the others are in effect; then by name.
    package static func settings(
        for wanted: [String: Int], among controls: [ControlDescription]
    ) throws(Refusal) -> [Setting] {
        var settings: [Setting] = []
        for (name, value) in wanted.sorted(by: { $0.key < $1.key }) {
            guard let control = controls.first(where: { $0.name == name }) else {
                throw unknown(name, among: controls)
            }
            try check(Int64(value), for: control)
            settings.append(Setting(control: control, value: Int64(value)))
        }
        let switches = settings.filter { $0.control.kind == .boolean || $0.control.kind == .menu }
        return switches + settings.filter { $0.control.kind != .boolean && $0.control.kind != .menu }
    }

    private static func check(_ value: Int64, for control: ControlDescription) throws(Refusal) {
        if control.isReadOnly {
            throw Refusal(
                cause: "control '\(control.name)' can be read but not set", mend: "remove it from the configuration")
        }
        if control.kind == .button { return }
        let isInRange = value >= control.minimum && value <= control.maximum
        let isOnStep =
            control.kind != .integer || control.step <= 1
            || value.subtractingReportingOverflow(control.minimum).partialValue.isMultiple(of: control.step)
        let isMask = control.kind == .bitmask
        guard control.kind != .other, isMask ? value >= 0 && value & ~control.maximum == 0 : isInRange && isOnStep
        else {
            throw Refusal(
                cause: "control '\(control.name)' does not take \(value)", mend: "give \(control.range)")
        }
    }

    private static func unknown(_ name: String, among controls: [ControlDescription]) -> Refusal {
        let cause = "it has no control '\(name)'"
        let near = controls.map { (control: $0, distance: distance(name, $0.name)) }
            .min { $0.distance != $1.distance ? $0.distance < $1.distance : $0.control.name < $1.control.name }
        guard let near else { return Refusal(cause: cause, mend: "remove it: this device has no controls") }
        if near.distance <= max(2, name.utf8.count / 2) {
            return Refusal(cause: cause, mend: "'\(near.control.name)' (\(near.control.range)) was probably meant")
        }
        let names = controls.map(\.name).sorted().joined(separator: ", ")
        return Refusal(cause: cause, mend: "it has \(names)")
    }

    /// Insertions, deletions and replacements from one name to the other (Levenshtein).
    package static func distance(_ a: String, _ b: String) -> Int {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let best = min(diagonal + (x == y ? 0 : 1), row[j] + 1, row[j + 1] + 1)
                diagonal = row[j + 1]
                row[j + 1] = best
            }
        }
        return row[b.count]
    }
}
