package import MerkleLog
package import Station

/// What a doctor found, for a person or as JSON.
package enum DoctorReport {
    /// One line for each finding, with its mend, and how many there are of each kind.
    package static func lines(_ findings: [DoctorFinding]) -> [String] {
        let width = DoctorFinding.Verdict.allCases.map(\.rawValue.count).max() ?? 0
        var lines = findings.map { finding in
            let verdict = finding.verdict.rawValue.uppercased()
            let mend = finding.mend.map { "; \($0)" } ?? ""
            return "\(verdict)\(String(repeating: " ", count: width - verdict.count))  \(finding.subject): "
                + "\(finding.text)\(mend)"
        }
        func count(_ verdict: DoctorFinding.Verdict) -> Int { findings.count { $0.verdict == verdict } }
        lines.append("\(count(.ok)) in order, \(count(.warning)) to look at, \(count(.failure)) to mend")
        return lines.map(TextTable.printable)
    }

    /// The same as JSON.
    package static func value(_ findings: [DoctorFinding]) -> CanonicalValue {
        .array(
            findings.map { finding in
                .object([
                    "verdict": .string(finding.verdict.rawValue), "subject": .string(finding.subject),
                    "text": .string(finding.text), "mend": .text(finding.mend),
                ])
            })
    }

    /// What the running daemon says of itself.
    package static func findings(_ health: HealthDocument) -> [DoctorFinding] {
        let subject = "site \(health.site)"
        let found =
            health.obstacles.map { DoctorFinding(.failure, subject, $0) }
            + health.degraded.map { DoctorFinding(.warning, subject, $0) }
        return found.isEmpty ? [DoctorFinding(.ok, subject, "it is ready, and nothing is degraded")] : found
    }
}
