/// Writes the Prometheus text exposition format, version 0.0.4.
///
/// Each family is written once, with its `HELP` and `TYPE` lines; a family without samples is left out. Label values and
/// help texts are escaped as the format demands.
/// Source: prometheus.io/docs/instrumenting/exposition_formats.
package struct PrometheusText: Sendable {
    /// The `Content-Type` of the format.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// What kind of numbers a family holds.
    package enum Kind: String, Sendable {
        /// Counts up only, from 0 at the start of the process; its name ends in `_total`.
        case counter
        /// Goes up and down.
        case gauge
    }

    /// One number with its labels.
    package struct Sample: Sendable {
        /// Names and values of the labels, in the order in which they are written.
        package var labels: [(name: String, value: String)]
        /// The number.
        package var value: Double

        /// Makes a sample.
        package init(_ value: Double, _ labels: [(name: String, value: String)] = []) {
            self.labels = labels
            self.value = value
        }
    }

    /// What was written so far.
    package private(set) var text = ""

    /// Starts an empty page.
    package init() {}

    /// Adds a family.
    ///
    /// - Precondition: a counter's name ends in `_total`, and no other name does.
    package mutating func family(_ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]) {
        precondition(name.hasSuffix("_total") == (kind == .counter), "counters, and only they, end in _total: \(name)")
        guard !samples.isEmpty else { return }
        text += "# HELP \(name) \(Self.escape(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples {
            text += name
            if !sample.labels.isEmpty {
                text += "{"
                text += sample.labels
                    .map { "\($0.name)=\"\(Self.escape($0.value, quotes: true))\"" }
                    .joined(separator: ",")
                text += "}"
            }
            text += " \(Self.number(sample.value))\n"
        }
    }

    /// A number as the format writes it: whole numbers without a fraction, `NaN`, `+Inf`, `-Inf`.
    package static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        // Above 2^53 a Double no longer holds every whole number, and its own description is as good.
        if value == value.rounded(), abs(value) < 9_007_199_254_740_992 { return String(Int64(value)) }
        return value.description
    }

    /// Backslash and line feed escaped, and the quotation mark too where the text stands in quotation marks.
    package static func escape(_ text: String, quotes: Bool) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\"" where quotes: result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
