import Console
import Station
import Testing
import Timekeeping

struct MetricsPageTests {
    private let text = MetricsPage.text(of: .twoOfEverything, streams: [.init(door: "tcp", open: 2)])

    @Test(arguments: [
        "karaula_build_info{site=\"post-1\",version=\"1.2.3\"} 1", "karaula_ready 0",
        "karaula_uptime_seconds 90", "karaula_configuration_refused 0",
        "karaula_clock_state{state=\"locked\"} 1", "karaula_clock_state{state=\"unset\"} 0",
        "karaula_clock_steps_total 2", "karaula_time_uncertainty_seconds 0.001",
        "karaula_camera_watch_state{camera=\"gate\",state=\"watching\"} 1",
        "karaula_camera_watch_state{camera=\"yard\",state=\"watching\"} 0",
        "karaula_camera_watch_state{camera=\"yard\",state=\"blind\"} 1",
        "karaula_camera_impairment{camera=\"yard\",reason=\"unplugged\"} 1",
        "karaula_camera_frames_delivered_total{camera=\"gate\"} 1200",
        "karaula_camera_frames_unmaskable_total{camera=\"gate\"} 2",
        "karaula_camera_frames_lost_in_driver_total{camera=\"gate\"} 3", "karaula_journal_head 42",
        "karaula_journal_pending_entries 2", "karaula_destination_lag_entries{destination=\"capital\"} 2",
        "karaula_destination_oldest_pending_age_seconds{destination=\"sector\"} 0",
        "karaula_destination_state{destination=\"capital\",state=\"failing\"} 1",
        "karaula_console_streams{door=\"tcp\"} 2", "karaula_storage_free_bytes 419430400",
        "karaula_storage_kept_bytes{class=\"recordings\"} 12884901888",
        "karaula_storage_full_in_seconds 7200", "karaula_storage_trouble{condition=\"low\"} 1",
        "karaula_storage_trouble{condition=\"full\"} 0", "karaula_storage_recording 0",
        "karaula_storage_reserve{state=\"kept\"} 1", "karaula_storage_overdue_files{reason=\"undelivered\"} 3",
        "karaula_storage_erased_files_total 9", "karaula_storage_erased_payloads_total 8",
    ])
    func `A number is there for both of everything`(_ line: String) {
        #expect(text.split(separator: "\n").contains(Substring(line)))
    }

    @Test func `Each family comes once, before its samples, and counters end in _total`() {
        var families: Set<Substring> = []
        var present: Substring = ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE ") {
                present = words[2]
                #expect(families.insert(present).inserted)
                #expect((words[3] == "counter") == present.hasSuffix("_total"))
            } else if !line.hasPrefix("#") {
                #expect(line.prefix { $0 != "{" && $0 != " " } == present)
            }
        }
        #expect(families.count > 25)
    }

    @Test func `What a camera does not know is not told as zero`() {
        #expect(!text.contains("newest_frame_age_seconds{camera=\"yard\"}"))
    }

    @Test func `The time of the start does not change while the daemon runs, whatever the clock does`() {
        let status = SiteStatus.twoOfEverything
        func line(utcOffBy nanoseconds: Int64) -> Substring? {
            var status = status
            status.taken.utc = UTCTime(nanoseconds: status.taken.utc.nanoseconds + nanoseconds)
            return MetricsPage.text(of: status, streams: []).split(separator: "\n").first {
                $0.hasPrefix("karaula_start_time_seconds ")
            }
        }
        #expect(line(utcOffBy: 0) == "karaula_start_time_seconds 1795336110")
        for nanoseconds: Int64 in [-300, 300, 3_600_000_000_000] {
            #expect(line(utcOffBy: nanoseconds) == line(utcOffBy: 0))
        }
    }
}
