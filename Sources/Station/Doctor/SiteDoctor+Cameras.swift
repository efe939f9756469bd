import Capture
import Glibc
import Imaging

/// Whether the cameras are there, may be opened, and offer what is configured.
extension SiteDoctor {
    func cameras() -> [DoctorFinding] {
        guard !configuration.cameras.isEmpty else {
            return [
                DoctorFinding(
                    .warning, "cameras", "none is configured, so that nothing is watched",
                    mend: "karaulactl cameras lists those that are plugged in")
            ]
        }
        return configuration.cameras.flatMap { camera -> [DoctorFinding] in
            let subject = "camera \(camera.name)"
            switch camera.source {
            case .device(let device): return look(at: device, subject)
            case .footage:
                return [
                    DoctorFinding(
                        .warning, subject, "it plays footage, and watches nothing", mend: "name a device in its source")
                ]
            case .simulated:
                return [
                    DoctorFinding(
                        .warning, subject, "it is simulated, and watches nothing", mend: "name a device in its source")
                ]
            }
        }
    }

    private func look(at device: V4L2SourceConfiguration, _ subject: String) -> [DoctorFinding] {
        let place = device.device
        var findings: [DoctorFinding] = []
        let obstacle = account?.obstacle(.readAndWrite, place)
        if let obstacle {
            let group = ServiceAccount.group(of: obstacle)
            findings.append(
                DoctorFinding(
                    .failure, subject, "the service's user \(accountName) may not open \(place)",
                    mend: obstacle == place
                        ? "usermod -aG \(group) \(accountName), if that group is for cameras; then restart the service"
                        : "let it pass \(obstacle)"))
        }
        do throws(SourceProblem) {
            let found = try DeviceExamination(of: device)
            if obstacle == nil {
                let rate = (found.framesPerSecond * 10).rounded() / 10
                findings.append(
                    DoctorFinding(
                        .ok, subject,
                        "\(place) (\(found.card)) offers \(found.pixelFormat.rawValue) \(found.size) at \(rate)/s"))
            }
        } catch {
            if error.code == .denied, account != nil, !seesAll {
                findings.append(
                    DoctorFinding(.warning, subject, "this user may not look at \(place)", mend: "look as root"))
            } else {
                findings.append(DoctorFinding(.failure, subject, "\(place): \(error.cause)", mend: error.mend))
            }
        }
        if !place.hasPrefix("/dev/v4l/"), configuration.cameras.count > 1 {
            findings.append(
                DoctorFinding(
                    .warning, subject, "\(place) may be another camera after the next start or replug",
                    mend: "write its name below /dev/v4l/by-id or by-path, which karaulactl cameras shows"))
        }
        return findings
    }
}
