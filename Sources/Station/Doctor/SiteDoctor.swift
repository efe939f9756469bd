import Forwarding
import Glibc
public import Timekeeping

/// Looks at everything that a site with a valid configuration needs of its machine and its network, and changes nothing.
///
/// What is looked at is judged for the service's user, whoever looks: a device or key that only root may open is a failure
/// also if root asks.
public struct SiteDoctor: Sendable {
    let configuration: SiteConfiguration
    let stateDirectory: String
    let accountName: String
    let account: ServiceAccount?
    let clock: any SiteClock
    /// Whether it is asked by somebody who may see everything.
    let seesAll: Bool

    /// - Parameters:
    ///   - configuration: a valid one.
    ///   - stateDirectory: where the journal is, or is to be.
    ///   - account: the name of the service's user.
    ///   - clock: tells the time that certificates must be valid at, and how far it can be trusted.
    public init(configuration: SiteConfiguration, stateDirectory: String, account: String, clock: any SiteClock) {
        self.configuration = configuration
        self.stateDirectory = stateDirectory
        accountName = account
        self.account = ServiceAccount(name: account)
        self.clock = clock
        seesAll = geteuid() == 0
    }

    /// What was found, in the order in which a technician would mend it. Takes as long as the slowest destination's
    /// `timeout`.
    public func findings() async -> [DoctorFinding] {
        var findings = user()
        findings += cameras()
        findings += storage()
        findings.append(time())
        findings += await destinations()
        return findings
    }

    private func user() -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        if account == nil {
            findings.append(
                DoctorFinding(
                    .warning, "user", "there is no user \(accountName), so that nobody's rights can be judged",
                    mend: "install the package, which makes it (systemd-sysusers), or name another with --user"))
        }
        if !seesAll {
            findings.append(
                DoctorFinding(
                    .warning, "user", "this user may not see everything that the service uses", mend: "look as root"))
        }
        return findings
    }

    // MARK: Clock

    private func time() -> DoctorFinding {
        let subject = "clock"
        let condition = clock.look().condition
        let bound = condition.uncertainty.map { ", right to \(max(1, $0 / 1_000_000)) ms" } ?? ""
        switch condition.state {
        case .locked: return DoctorFinding(.ok, subject, "something synchronises it\(bound)")
        case .holdover:
            return DoctorFinding(
                .warning, subject, "it was synchronised, and is not now\(bound)",
                mend: "see why its time server does not answer: chronyc sources, timedatectl timesync-status")
        case .free:
            return DoctorFinding(
                .warning, subject, "nothing has synchronised it since the machine started",
                mend: "install chrony, with rtcsync in its configuration, or enable systemd-timesyncd")
        case .unset:
            return DoctorFinding(
                .failure, subject, "it shows a time that cannot be: \(clock.reading().utc.rfc3339)",
                mend: "set it, or let chrony or systemd-timesyncd do it; change the battery of the machine's clock")
        }
    }
}
