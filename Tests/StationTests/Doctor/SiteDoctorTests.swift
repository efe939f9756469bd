import Capture
import Forwarding
import Glibc
import Imaging
import Station
import TestKit
import Testing
import Timekeeping

/// What a doctor says of sites that are in order, and of such that are not.
@Suite(.timeLimit(.minutes(10)))
struct SiteDoctorTests {
    private let folder: TemporaryDirectory
    private let clock = ManualSiteClock()
    /// Whoever runs the tests: what is made here belongs to him.
    private let account = String(cString: getpwuid(geteuid()).pointee.pw_name)

    init() throws {
        folder = try TemporaryDirectory()
        try #require(chmod(folder.path, 0o700) == 0)
    }

    private func findings(
        _ configuration: SiteConfiguration, account: String? = nil, state: String? = nil
    ) async -> [DoctorFinding] {
        await SiteDoctor(
            configuration: configuration, stateDirectory: state ?? folder.path, account: account ?? self.account,
            clock: clock
        ).findings()
    }

    private func found(_ findings: [DoctorFinding], _ subject: String) -> [DoctorFinding.Verdict] {
        findings.filter { $0.subject == subject }.map(\.verdict)
    }

    private func verdicts(
        _ configuration: SiteConfiguration, _ subject: String, account: String? = nil, state: String? = nil
    ) async -> [DoctorFinding.Verdict] {
        found(await findings(configuration, account: account, state: state), subject)
    }

    private func post(_ device: String...) -> SiteConfiguration {
        SiteConfiguration(
            site: "post",
            cameras: device.enumerated().map {
                CameraConfiguration(name: "camera\($0.offset)", source: .device(.init(device: $0.element)))
            })
    }

    @Test func aSiteWithoutCamerasAndDestinationsIsToldSo() async {
        var configuration = post()
        configuration.storage.keepFreeBytes = 0
        let findings = await findings(configuration)
        #expect(found(findings, "cameras") == [.warning] && found(findings, "destinations") == [.warning])
        #expect(found(findings, "state directory") == [.ok] && found(findings, "clock") == [.ok])
        #expect(findings.allSatisfy { $0.verdict == .ok || $0.mend?.isEmpty == false })
    }

    @Test func aDeviceThatIsNotThereAndOneThatIsNoCameraAreFailures() async {
        let findings = await findings(post("/dev/v4l/by-id/nothing", "/dev/null"))
        #expect(found(findings, "camera camera0") == [.failure])
        // It is no camera, and its name would not stay.
        #expect(found(findings, "camera camera1") == [.failure, .warning])
    }

    @Test func whatOnlySimulatesIsNoGuard() async {
        let scene = SimulatedSceneConfiguration(size: FrameSize(width: 64, height: 48), framesPerSecond: 5)
        let configuration = SiteConfiguration(
            site: "post", cameras: [CameraConfiguration(name: "gate", source: .simulated(scene, pace: .realTime))])
        #expect(await verdicts(configuration, "camera gate") == [.warning])
    }

    @Test func aStateDirectoryIsJudgedByOwnerModeKindAndRoom() async throws {
        var configuration = post()
        configuration.storage.keepFreeBytes = 0
        #expect(chmod(folder.path, 0o750) == 0)
        #expect(await verdicts(configuration, "state directory") == [.warning])
        #expect(chmod(folder.path, 0o700) == 0)
        #expect(await verdicts(configuration, "state directory", state: folder.file("nothing")) == [.warning])
        let file = folder.file("file")
        close(open(file, O_CREAT | O_WRONLY, 0o600))
        #expect(await verdicts(configuration, "state directory", state: file) == [.failure])
        configuration.storage.keepFreeBytes = Int.max / 4
        #expect(await verdicts(configuration, "state directory") == [.failure])
        let other = account == "daemon" ? "bin" : "daemon"
        configuration.storage.keepFreeBytes = 0
        #expect(await verdicts(configuration, "state directory", account: other) == [.failure])
    }

    @Test func roomIsJudgedByWhatIsToBeKeptFree() {
        #expect(SiteDoctor.room(free: 100, keepFree: 100, "x").verdict == .ok)
        #expect(SiteDoctor.room(free: 99, keepFree: 100, "x").verdict == .warning)
        #expect(SiteDoctor.room(free: 50, keepFree: 100, "x").verdict == .warning)
        #expect(SiteDoctor.room(free: 49, keepFree: 100, "x").verdict == .failure)
    }

    @Test func aUserThatThereIsNotIsSaid() async {
        #expect(await verdicts(post(), "user", account: "nobody-of-this-name").first == .warning)
    }

    @Test func aClockThatNothingSynchronisesIsToBeLookedAt() async {
        clock.setUncertainty(nil)
        #expect(await verdicts(post(), "clock") == [.warning])
    }

    @Test func aDestinationThatCannotBeReachedOrWhoseFilesAreMissingIsAFailure() async throws {
        var configuration = post()
        configuration.destinations = [
            Destination(name: "away", url: "http://127.0.0.1:1/v1/entries"),
            Destination(name: "files", url: "https://127.0.0.1:1/", trustedCertificates: folder.file("ca.pem")),
        ]
        let findings = await findings(configuration)
        #expect(found(findings, "destination away") == [.failure] && found(findings, "destination files") == [.failure])
        #expect(findings.contains { $0.text.hasPrefix("ca \(folder.file("ca.pem")): ") })
        #expect(findings.contains { $0.text.hasPrefix("http://127.0.0.1:1/v1/entries: ") })
    }

    @Test func aCertificateThatEndsSoonIsToBeRenewed() async throws {
        let outcome = try Child.run(
            "openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "5",
                "-subj", "/CN=post", "-keyout", folder.file("site.key"), "-out", folder.file("site.pem"),
            ])
        try #require(outcome.status == 0)
        var configuration = post()
        configuration.destinations = [
            Destination(
                name: "sector", url: "https://127.0.0.1:1/", clientCertificate: folder.file("site.pem"),
                clientKey: folder.file("site.key"))
        ]
        let findings = await SiteDoctor(
            configuration: configuration, stateDirectory: folder.path, account: account, clock: try SystemSiteClock()
        ).findings()
        // It ends soon, and nobody listens there.
        #expect(found(findings, "destination sector") == [.warning, .failure])
        #expect(findings.contains { $0.mend?.contains("renewed") == true })
    }
}
