/// How the service manager sees the service. Pure: what `systemctl show` prints in, findings out.
public struct ServiceState: Sendable, Hashable {
    /// What `systemctl show` has to be asked for.
    public static let properties = [
        "LoadState", "ActiveState", "SubState", "UnitFileState", "NRestarts", "NeedDaemonReload", "StatusText",
    ]

    private let values: [Substring: Substring]

    /// Reads lines of `KEY=VALUE`.
    public init(_ text: String) {
        var values: [Substring: Substring] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { values[parts[0]] = parts[1] }
        }
        self.values = values
    }

    /// Whether it runs.
    public var isActive: Bool { values["ActiveState"] == "active" }

    /// What is to be said of it.
    public var findings: [DoctorFinding] {
        let subject = "service"
        switch values["LoadState"] {
        case nil, "":
            return [
                DoctorFinding(
                    .warning, subject, "there is no service manager to ask",
                    mend: "see to it that something else starts karaulad, and starts it again")
            ]
        case "loaded": break
        case "not-found":
            return [
                DoctorFinding(
                    .warning, subject, "karaulad.service is not installed",
                    mend: "install the package, or see to it that something else starts karaulad")
            ]
        case let state?:
            return [
                DoctorFinding(
                    .failure, subject, "karaulad.service is \(state)",
                    mend: state == "masked" ? "systemctl unmask karaulad" : "systemd-analyze verify karaulad.service")
            ]
        }
        var findings = [activity(subject)]
        if let state = values["UnitFileState"], !["enabled", "enabled-runtime", "static", "alias"].contains(state) {
            findings.append(
                DoctorFinding(
                    .warning, subject,
                    "it does not begin with the machine, and is not begun anew after failing for good",
                    mend: "systemctl enable karaulad"))
        }
        if let restarts = values["NRestarts"].flatMap({ Int($0) }), restarts > 0 {
            findings.append(
                DoctorFinding(
                    .warning, subject, "it had to be started anew \(restarts) times",
                    mend: "journalctl -u karaulad says why; karaulactl events --kind site.crashed"))
        }
        if values["NeedDaemonReload"] == "yes" {
            findings.append(
                DoctorFinding(
                    .warning, subject, "its unit has changed since it was read",
                    mend: "systemctl daemon-reload && systemctl restart karaulad"))
        }
        return findings
    }

    private func activity(_ subject: String) -> DoctorFinding {
        let status = values["StatusText"].flatMap { $0.isEmpty ? nil : ": \($0)" } ?? ""
        let detail = values["SubState"].map { " (\($0))" } ?? ""
        switch values["ActiveState"] {
        case "active", "reloading": return DoctorFinding(.ok, subject, "it runs\(status)")
        case "failed":
            return DoctorFinding(
                .failure, subject, "it has failed\(detail)", mend: "journalctl -xeu karaulad says why")
        case let state:
            return DoctorFinding(
                .warning, subject, "it is \(state ?? "in no known state")\(detail)",
                mend: "systemctl enable --now karaulad")
        }
    }
}
