package import Timekeeping

/// `/health` as a table for a person.
package enum StatusReport {
    /// The lines of the report.
    package static func lines(_ health: HealthDocument, localTime: (UTCTime) -> String = LocalTime.text) -> [String] {
        var lines = [
            "\(TextTable.printable(health.site)): \(health.ready ? "ready" : "NOT READY"), "
                + "running for \(DurationText.text(seconds: health.uptimeSeconds)), karaula \(health.version)"
        ]
        lines += (health.obstacles + health.degraded).map { "  ! \(TextTable.printable($0))" }
        lines.append(clock(health.clock, localTime))
        lines.append("")
        lines += cameras(health.cameras, localTime)
        lines.append("")
        lines += journal(health.journal)
        if !health.destinations.isEmpty {
            lines.append("")
            lines += destinations(health.destinations)
        }
        return lines
    }

    private static func clock(_ clock: ClockHealth, _ localTime: (UTCTime) -> String) -> String {
        var line = "clock: \(TextTable.printable(clock.state))"
        line +=
            clock.uncertaintySeconds.map { ", right to \(DurationText.fine(seconds: $0))" }
            ?? ", nothing bounds its error"
        if let step = clock.lastStepSeconds {
            line += ", set \(clock.steps == 1 ? "once" : "\(clock.steps) times") since the start, last "
            line += "\(step < 0 ? "back" : "forward") by \(DurationText.text(seconds: abs(step)))"
            line += clock.lastStepTime.flatMap { UTCTime(rfc3339: $0) }.map { " at \(localTime($0))" } ?? ""
        }
        return line
    }

    private static func cameras(_ cameras: [CameraHealth], _ localTime: (UTCTime) -> String) -> [String] {
        var table = TextTable(titles: ["CAMERA", "STATE", "SINCE", "FORMAT", "RATE", "ALARMS", "LOST", "WHY"])
        for camera in cameras {
            let format = camera.format.map { format in
                "\(format.pixelFormat) \(format.width)x\(format.height)"
                    + (format.convertedFrom.map { " (from \($0))" } ?? "")
            }
            let lost =
                camera.counters.lostInDriver + camera.counters.damaged + camera.counters.undecodable
                + camera.counters.unmaskable
            table.add([
                camera.name, camera.watchState, UTCTime(rfc3339: camera.since).map(localTime) ?? camera.since,
                format ?? "-", camera.framesPerSecond.map { "\(DurationText.tenths($0))/s" } ?? "-",
                "\(camera.counters.alarms)", "\(lost)", camera.detail ?? camera.reason ?? "",
            ])
        }
        return table.lines
    }

    private static func journal(_ journal: JournalHealth) -> [String] {
        var line = "journal: \(journal.head) entries, \(journal.pending) not yet on disk"
        if journal.openRecordings > 0 { line += ", recordings running: \(journal.openRecordings)" }
        var lines = [line]
        if let failure = journal.failure { lines.append("  ! \(TextTable.printable(failure))") }
        if let storage = journal.storage { lines += self.storage(storage) }
        return lines
    }

    private static func storage(_ storage: StorageHealth) -> [String] {
        var line =
            "disk: \(SizeText.text(bytes: storage.freeBytes)) of \(SizeText.text(bytes: storage.totalBytes)) free; "
            + "recordings \(SizeText.text(bytes: storage.recordingBytes)), "
            + "snapshots \(SizeText.text(bytes: storage.snapshotBytes)), "
            + "database \(SizeText.text(bytes: storage.databaseBytes))"
        if let seconds = storage.fullInSeconds {
            line += "; full in \(DurationText.text(seconds: seconds)) at this rate"
        }
        if storage.reserve == "gone" { line += "; no reserve" }
        var lines = [line]
        if storage.overdueUndelivered > 0 {
            lines.append("  files past their time, kept because not delivered: \(storage.overdueUndelivered)")
        }
        if storage.overdueHeld > 0 {
            lines.append("  files past their time, kept because on hold: \(storage.overdueHeld)")
        }
        if let since = storage.damagedSince {
            lines.append(
                "  damaged: \(SizeText.text(bytes: storage.damagedBytes)) of a journal that was set aside on "
                    + "\(TextTable.printable(since)), kept beyond every limit; karaulactl journal salvage reads it")
        }
        lines += storage.troubles.map { trouble in "  ! \(TextTable.printable("\(trouble.detail). \(trouble.mend)"))" }
        return lines
    }

    private static func destinations(_ destinations: [DestinationHealth]) -> [String] {
        var table = TextTable(titles: ["DESTINATION", "STATE", "NOT DELIVERED", "OLDEST", "WHY"])
        for destination in destinations {
            table.add([
                destination.name, destination.state, "\(destination.lagEntries)",
                destination.oldestPendingAgeSeconds.map(DurationText.text) ?? "-", destination.lastError ?? "",
            ])
        }
        return table.lines
    }
}
