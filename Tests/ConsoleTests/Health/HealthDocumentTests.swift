import Console
import Station
import Testing
import Timekeeping

import struct FoundationEssentials.Data
import class FoundationEssentials.JSONDecoder

struct HealthDocumentTests {
    private let document = HealthDocument(.twoOfEverything)

    @Test func `What is written is read back`() throws {
        let data = Data(try document.json.utf8)
        #expect(try JSONDecoder().decode(HealthDocument.self, from: data) == document)
    }

    @Test func `Member names stay as they are documented`() throws {
        let json = try document.json
        for name in [
            "site", "version", "started", "time", "time_uncertainty_seconds", "uptime_seconds", "ready", "obstacles",
            "degraded", "clock",
            "uncertainty_seconds", "steps", "last_step_seconds", "last_step_time",
            "cameras", "name", "watch_state", "reason", "detail", "since", "format", "pixel_format", "width", "height",
            "frames_per_second", "converted_from", "newest_frame_age_seconds", "counters", "delivered",
            "lost_in_driver",
            "damaged", "recoveries", "analysed", "skipped", "undecodable", "patched", "unmaskable", "alarms",
            "recording_loss",
            "open_events", "journal", "head", "pending", "oldest_pending_age_seconds", "directory", "schema_version",
            "open_recordings", "recording_bytes", "refused", "storage", "free_bytes", "total_bytes", "recording",
            "reserve", "full_in_seconds", "troubles", "condition", "mend", "snapshot_bytes", "database_bytes",
            "erased_files", "erased_payloads", "overdue_undelivered", "overdue_held", "damaged_bytes", "last_sweep",
            "destinations",
            "state", "cursor", "lag_entries",
            "last_error", "next_attempt_in_seconds", "failed_attempts", "quarantined",
        ] {
            #expect(json.contains("\"\(name)\":"), "\(name) is missing")
        }
    }

    @Test func `A camera says why it does not see, and nothing about frames it never had`() {
        let (gate, yard) = (document.cameras[0], document.cameras[1])
        #expect(gate.watchState == "watching" && gate.reason == nil)
        #expect(yard.watchState == "blind" && yard.reason == "unplugged")
        #expect(yard.format == nil && yard.newestFrameAgeSeconds == nil)
    }

    @Test func `A step of UTC changes neither the uptime nor the order of start and now`() {
        var status = SiteStatus.twoOfEverything
        status.taken.utc = UTCTime(nanoseconds: status.taken.utc.nanoseconds - 3_600_000_000_000)
        let document = HealthDocument(status)
        #expect(document.uptimeSeconds == 90)
        #expect(document.started < document.time)
        #expect(document.degraded == ["the roof leaks: mend it"] && document.clock.state == "locked")
    }

    @Test func `Numbers that JSON cannot say are left out`() throws {
        var status = SiteStatus.twoOfEverything
        status.cameras[0].measuredFramesPerSecond = .nan
        status.cameras[0].newestFrameAge = .infinity
        let json = try HealthDocument(status).json
        #expect(!json.lowercased().contains("nan") && !json.lowercased().contains("inf"))
    }
}
