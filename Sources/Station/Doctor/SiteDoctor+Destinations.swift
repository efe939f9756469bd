import Forwarding
import Glibc
import Timekeeping

/// Whether destinations can be reached by the certificates that are there, and for how long.
extension SiteDoctor {
    func destinations() async -> [DoctorFinding] {
        guard !configuration.destinations.isEmpty else {
            return [
                DoctorFinding(
                    .warning, "destinations", "none is configured, so that nobody is told of alarms",
                    mend: "name one in destinations, unless that is what you want")
            ]
        }
        let now = clock.reading().utc
        return await withTaskGroup(of: (Int, [DoctorFinding]).self) { group in
            for (index, destination) in configuration.destinations.enumerated() {
                group.addTask { (index, await look(at: destination, now)) }
            }
            var found: [(Int, [DoctorFinding])] = []
            for await one in group { found.append(one) }
            return found.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
    }

    private func look(at destination: Destination, _ now: UTCTime) async -> [DoctorFinding] {
        let subject = "destination \(destination.name)"
        var findings = rights(destination, subject)
        // What this user may not read says nothing of the service.
        if findings.contains(where: { $0.verdict == .warning }) { return findings }
        do throws(DeliveryError) {
            try destination.checkCertificates(at: now)
            findings += try Self.validity(of: destination, now, subject)
            try await destination.reach(at: now)
        } catch {
            findings.append(
                DoctorFinding(
                    .failure, subject, Self.text(of: error, at: destination), mend: error.mend))
        }
        guard findings.isEmpty else { return findings }
        let until = try? destination.certificateExpiry  // it was read a moment ago
        let text = until.map { "; its client certificate is valid until \($0.rfc3339.prefix(10))" } ?? ""
        return [DoctorFinding(.ok, subject, "it can be reached\(text)")]
    }

    /// Place and cause, without the destination's name, which the finding's subject has already.
    private static func text(of error: DeliveryError, at destination: Destination) -> String {
        let name = "destination '\(destination.name)'"
        guard error.place.hasPrefix(name) else { return "\(error.place): \(error.cause)" }
        let place = error.place.dropFirst(name.count).filter { !"()".contains($0) }.drop { ", ".contains($0) }
        return place.isEmpty ? error.cause : "\(place): \(error.cause)"
    }

    private func rights(_ destination: Destination, _ subject: String) -> [DoctorFinding] {
        let files = [destination.trustedCertificates, destination.clientCertificate, destination.clientKey]
        return files.compactMap { file in
            guard let file else { return nil }
            if let obstacle = account?.obstacle(.read, file) {
                return DoctorFinding(
                    .failure, subject, "the service's user \(accountName) may not read \(file)",
                    mend: obstacle == file
                        ? "chgrp \(accountName) \(file) && chmod 640 \(file)" : "let it pass \(obstacle)")
            }
            if access(file, R_OK) != 0, errno == EACCES {
                return DoctorFinding(.warning, subject, "this user may not read \(file)", mend: "look as root")
            }
            return nil
        }
    }

    private static func validity(
        of destination: Destination, _ now: UTCTime, _ subject: String
    ) throws(DeliveryError) -> [DoctorFinding] {
        guard let end = try destination.certificateExpiry else { return [] }
        let left = Double(end.nanoseconds &- now.nanoseconds) / 1e9
        guard left <= ExpiryWatch.horizon else { return [] }
        return [
            DoctorFinding(
                .warning, subject, "its client certificate ends at \(end.rfc3339)",
                mend: "have it renewed and put the new one in its place; no restart is needed")
        ]
    }
}
