import Glibc
import Journal

/// Whether the state directory is the service's own, can be written, and has room.
extension SiteDoctor {
    func storage() -> [DoctorFinding] {
        let subject = "state directory"
        var status = stat()
        guard stat(stateDirectory, &status) == 0 else {
            let reason = errno
            if reason == ENOENT {
                return [
                    DoctorFinding(
                        .warning, subject, "\(stateDirectory) is not there",
                        mend:
                            "the service makes it at its first start; if it is to be a disk of its own, mount that first"
                    )
                ]
            }
            return [
                DoctorFinding(
                    .failure, subject, "\(stateDirectory): \(String(cString: strerror(reason)))",
                    mend: "correct the path, or look as root")
            ]
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            return [
                DoctorFinding(
                    .failure, subject, "\(stateDirectory) is no directory", mend: "move it away, or name another place")
            ]
        }
        let findings = rights(status, subject) + space(subject)
        guard findings.allSatisfy({ $0.verdict == .ok }) || findings.isEmpty else {
            return findings.filter { $0.verdict != .ok }
        }
        return findings
    }

    private func rights(_ status: stat, _ subject: String) -> [DoctorFinding] {
        var findings: [DoctorFinding] = []
        if let account, status.st_uid != account.user {
            findings.append(
                DoctorFinding(
                    .failure, subject, "\(stateDirectory) belongs to user \(status.st_uid), and not to \(accountName)",
                    mend: "chown -R \(accountName):\(accountName) \(stateDirectory)"))
        }
        if status.st_mode & 0o077 != 0 {
            findings.append(
                DoctorFinding(
                    .warning, subject, "others than the service may look into \(stateDirectory), which nobody notes",
                    mend: "chmod -R go= \(stateDirectory)"))
        }
        return findings
    }

    private func space(_ subject: String) -> [DoctorFinding] {
        var volume = statvfs()
        guard statvfs(stateDirectory, &volume) == 0 else {
            return [
                DoctorFinding(
                    .failure, subject, "its file system cannot be asked: \(String(cString: strerror(errno)))",
                    mend: "dmesg says what is wrong with the disk")
            ]
        }
        if volume.f_flag & UInt(ST_RDONLY) != 0 {
            return [
                DoctorFinding(
                    .failure, subject, "its file system takes no writes",
                    mend: "dmesg says why; check and mount it again")
            ]
        }
        let free = Int64(clamping: volume.f_bavail) &* Int64(clamping: volume.f_frsize)
        var findings = [Self.room(free: free, keepFree: configuration.storageOptions.keepFree, subject)]
        if volume.f_files > 0, volume.f_favail < 1000 {
            findings.append(
                DoctorFinding(
                    .failure, subject, "its file system takes only \(volume.f_favail) more files",
                    mend: "delete files, or make it with more inodes"))
        }
        return findings
    }

    /// What is to be said of so many free bytes.
    package static func room(free: Int64, keepFree: Int64, _ subject: String) -> DoctorFinding {
        let text = "\(free >> 20) MiB are free"
        if free < keepFree / 2 {
            return DoctorFinding(
                .failure, subject, "\(text), too little to record", mend: "free space, or keep less (retention)")
        }
        if free < keepFree {
            return DoctorFinding(
                .warning, subject, "\(text), so that recordings go before their time",
                mend: "free space, or keep less (retention)")
        }
        return DoctorFinding(.ok, subject, text)
    }
}
