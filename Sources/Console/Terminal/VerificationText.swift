package import Journal
package import MerkleLog

/// What came out of verifying a journal, for a person or as JSON.
package enum VerificationText {
    /// The lines for a person.
    package static func lines(_ report: VerificationReport) -> [String] {
        var lines = report.findings.map { "FOUND  \($0)" }
        let more = report.findingCount - report.findings.count
        if more > 0 { lines.append("FOUND  \(more) more, which are not listed") }
        lines.append(
            report.holds
                ? "\(report.origin): holds: \(counts(report))"
                : "\(report.origin): does not hold: \(counted(report.findingCount, "finding")); \(counts(report))")
        var signed = "signed up to entry \(report.signedSize)"
        if report.anchors > 0 {
            signed += "; up to entry \(report.anchoredSize) as \(counted(report.anchors, "anchor")) kept elsewhere tell"
        }
        lines.append(signed)
        if let root = report.root { lines.append("root \(root)") }
        if let key = report.key { lines.append("key  \(key)") }
        lines += report.limits.map { "not proven: \($0)" }
        return lines.map(TextTable.printable)
    }

    /// The same as JSON.
    package static func value(_ report: VerificationReport) -> CanonicalValue {
        [
            "origin": .string(report.origin.description), "holds": .bool(report.holds),
            "entries": .integer(report.entries), "payloads": .integer(report.payloads),
            "files": .integer(report.files), "checkpoints": .integer(report.checkpoints),
            "anchors": .integer(report.anchors), "signed_size": .integer(report.signedSize),
            "anchored_size": .integer(report.anchoredSize), "root": .text(report.root?.description),
            "key": .text(report.key?.description), "finding_count": .integer(Int64(report.findingCount)),
            "findings": .array(report.findings.map(finding)),
            "limits": .array(report.limits.map(CanonicalValue.string)),
        ]
    }

    private static func finding(_ finding: JournalFinding) -> CanonicalValue {
        [
            "kind": .string(finding.kind.rawValue), "entry": .number(finding.entry),
            "last": .number(finding.last ?? finding.entry), "place": .string(finding.place),
            "cause": .string(finding.cause),
        ]
    }

    private static func counts(_ report: VerificationReport) -> String {
        [
            counted(report.entries, "entry", "entries"), counted(report.payloads, "payload"),
            counted(report.files, "file"), counted(report.checkpoints, "checkpoint"),
        ].joined(separator: ", ")
    }

    private static func counted(_ count: some BinaryInteger, _ one: String, _ many: String? = nil) -> String {
        "\(count) \(count == 1 ? one : many ?? "\(one)s")"
    }
}
