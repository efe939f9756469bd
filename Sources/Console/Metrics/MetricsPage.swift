import Capture
import Forwarding
import Journal
package import Station
import Timekeeping

/// What `/metrics` answers: a site's status as Prometheus reads it.
///
/// Names and labels are stable. Labels hold only configured names and short codes, never text that grows without bound.
package enum MetricsPage {
    /// Streams open on one door.
    package struct Streams: Sendable {
        /// `tcp` or `socket`.
        package var door: String
        /// How many.
        package var open: Int

        /// Makes a count.
        package init(door: String, open: Int) {
            self.door = door
            self.open = open
        }
    }

    /// Writes the page.
    package static func text(of status: SiteStatus, streams: [Streams]) -> String {
        var page = PrometheusText()
        addSite(status, streams, to: &page)
        addCameras(status.cameras, to: &page)
        addJournal(status, to: &page)
        if let storage = status.journal.storage { addStorage(storage, to: &page) }
        addDestinations(status, to: &page)
        return page.text
    }

    private static func addSite(_ status: SiteStatus, _ streams: [Streams], to page: inout PrometheusText) {
        page.family(
            "karaula_build_info", .gauge, "Always 1; the labels name the site and the version of the software.",
            [.init(1, [("site", status.site), ("version", status.version)])])
        page.family(
            "karaula_start_time_seconds", .gauge,
            "When the daemon started, in whole seconds since 1970, by the clock as it was then.",
            // As long as the daemon runs it must not change, not by the last digit: changes() would count that.
            [.init(Double(status.started.utc.nanoseconds / 1_000_000_000))])
        page.family(
            "karaula_uptime_seconds", .gauge, "Seconds since the daemon started, whatever has been done to the clock.",
            [.init(status.uptime)])
        page.family(
            "karaula_configuration_refused", .gauge,
            "1 if the newest configuration was not taken up, so that the file is not what runs.",
            [.init(status.hasRefusedConfiguration ? 1 : 0)])
        page.family(
            "karaula_time_uncertainty_seconds", .gauge,
            "How far the site's UTC may be off; absent if nothing bounds it.",
            status.taken.uncertainty.map { [.init(Double($0) / 1e9)] } ?? [])
        page.family(
            "karaula_clock_state", .gauge, "1 for the state of the site's clock, 0 for the others.",
            SynchronisationState.allCases.map { state in
                .init(status.clock.condition.state == state ? 1 : 0, [("state", state.rawValue)])
            })
        page.family(
            "karaula_clock_steps_total", .counter, "Times that UTC jumped.", [.init(Double(status.clock.steps))])
        page.family(
            "karaula_ready", .gauge, "1 if the journal takes entries, recordings are taken and no camera is blind.",
            [.init(status.isReady ? 1 : 0)])
        page.family(
            "karaula_obstacles", .gauge, "Reasons for which the site is not ready.",
            [.init(Double(status.obstacles.count))])
        page.family(
            "karaula_console_streams", .gauge, "Event streams open on each door of the console.",
            streams.map { .init(Double($0.open), [("door", $0.door)]) })
    }

    private static func addCameras(_ cameras: [CameraStatus], to page: inout PrometheusText) {
        page.family(
            "karaula_camera_watch_state", .gauge, "1 for the state the camera is in, 0 for the others.",
            cameras.flatMap { camera in
                ["watching", "degraded", "blind"].map { state in
                    .init(camera.watchState.name == state ? 1 : 0, [("camera", camera.name), ("state", state)])
                }
            })
        page.family(
            "karaula_camera_impairment", .gauge,
            "1 while the camera is degraded or blind, with the code of the reason.",
            cameras.compactMap { camera in
                camera.watchState.reason.map { .init(1, [("camera", camera.name), ("reason", $0.code)]) }
            })
        page.family(
            "karaula_camera_watch_state_since_seconds", .gauge,
            "Since when the camera is in its state, in seconds since 1970.",
            cameras.map { .init(Double($0.since.nanoseconds) / 1e9, [("camera", $0.name)]) })
        page.family(
            "karaula_camera_watch_seconds_total", .counter,
            "Seconds in each watch state since the camera was started, by the daemon's start or by a reload.",
            cameras.flatMap { camera in
                ["watching", "degraded", "blind"].map { state in
                    .init(camera.watchSeconds[state] ?? 0, [("camera", camera.name), ("state", state)])
                }
            })
        page.family(
            "karaula_camera_newest_frame_age_seconds", .gauge, "Seconds since the newest frame.",
            cameras.compactMap { camera in camera.newestFrameAge.map { .init($0, [("camera", camera.name)]) } })

        func each(
            _ name: String, _ kind: PrometheusText.Kind, _ help: String, _ value: (CameraStatus) -> Double
        ) {
            page.family(name, kind, help, cameras.map { .init(value($0), [("camera", $0.name)]) })
        }
        each("karaula_camera_frames_per_second", .gauge, "Frames a second, measured over the last seconds.") {
            $0.measuredFramesPerSecond
        }
        each("karaula_camera_open_events", .gauge, "Events open now.") { Double($0.openEvents) }
        each("karaula_camera_frames_delivered_total", .counter, "Frames delivered by the source.") {
            Double($0.source.delivered)
        }
        each("karaula_camera_frames_lost_in_driver_total", .counter, "Frames lost before they reached the daemon.") {
            Double($0.source.lostInDriver)
        }
        each("karaula_camera_frames_damaged_total", .counter, "Frames that the driver marked as damaged.") {
            Double($0.source.damaged)
        }
        each("karaula_camera_recoveries_total", .counter, "Times that streaming was started anew after a loss.") {
            Double($0.source.recoveries)
        }
        each("karaula_camera_frames_analysed_total", .counter, "Frames that the detector looked at.") {
            Double($0.analysed)
        }
        each("karaula_camera_frames_skipped_total", .counter, "Frames replaced before the detector was free.") {
            Double($0.skipped)
        }
        each("karaula_camera_frames_undecodable_total", .counter, "Frames that could not be decoded.") {
            Double($0.undecodable)
        }
        each("karaula_camera_frames_patched_total", .counter, "Damaged frames that the decoder patched up.") {
            Double($0.patched)
        }
        each(
            "karaula_camera_frames_unmaskable_total", .counter,
            "Frames dropped because the privacy masks could not be laid over them."
        ) { Double($0.unmaskable) }
        each("karaula_camera_alarms_total", .counter, "Alarms raised.") { Double($0.alarms) }
        each("karaula_camera_recording_frames_lost_total", .counter, "Frames lost because the disk was too slow.") {
            Double($0.recordingLoss)
        }
    }

    private static func addJournal(_ status: SiteStatus, to page: inout PrometheusText) {
        let journal = status.journal
        page.family(
            "karaula_journal_head", .gauge, "The seq of the newest committed entry.", [.init(Double(journal.head))])
        page.family(
            "karaula_journal_pending_entries", .gauge, "Entries not yet committed.", [.init(Double(journal.pending))])
        page.family(
            "karaula_journal_oldest_pending_age_seconds", .gauge,
            "Seconds for which the oldest uncommitted entry has waited.", [.init(journal.oldestPendingAge ?? 0)])
        page.family(
            "karaula_journal_failing", .gauge, "1 while commits fail.", [.init(journal.failure == nil ? 0 : 1)])
        page.family(
            "karaula_journal_open_recordings", .gauge, "Recordings being written now.",
            [.init(Double(journal.openRecordings))])
        page.family(
            "karaula_journal_recording_bytes_total", .counter, "Bytes of recordings written.",
            [.init(Double(journal.recordingBytes))])
        page.family(
            "karaula_journal_entries_refused_total", .counter, "Entries refused because too many waited.",
            [.init(Double(journal.refused))])
    }

    private static func addDestinations(_ status: SiteStatus, to page: inout PrometheusText) {
        let destinations = status.destinations
        func each(
            _ name: String, _ kind: PrometheusText.Kind, _ help: String, _ value: (DestinationStatus) -> Double?
        ) {
            page.family(
                name, kind, help,
                destinations.compactMap { destination in
                    value(destination).map { .init($0, [("destination", destination.name)]) }
                })
        }
        page.family(
            "karaula_destination_state", .gauge, "1 for the state the destination is in, 0 for the others.",
            destinations.flatMap { destination in
                DestinationState.allCases.map { state in
                    .init(
                        destination.state == state ? 1 : 0,
                        [("destination", destination.name), ("state", state.rawValue)])
                }
            })
        each("karaula_destination_cursor", .gauge, "The seq of the last settled entry.") { Double($0.cursor) }
        each("karaula_destination_lag_entries", .gauge, "Entries between the cursor and the journal's head.") {
            Double($0.lagEntries)
        }
        each(
            "karaula_destination_oldest_pending_age_seconds", .gauge,
            "Seconds for which the oldest unsettled entry has waited; 0 if none waits."
        ) { $0.lagEntries == 0 ? 0 : $0.oldestPendingAgeSeconds }
        each(
            "karaula_destination_last_delivered_time_seconds", .gauge,
            "When it last acknowledged something, in seconds since 1970."
        ) { destination in destination.lastDelivered.map { Double($0.nanoseconds) / 1e9 } }
        each("karaula_destination_delivered_total", .counter, "Entries acknowledged.") { Double($0.deliveredCount) }
        each("karaula_destination_failed_attempts_total", .counter, "Attempts that failed.") {
            Double($0.failedAttemptCount)
        }
        each("karaula_destination_quarantined", .gauge, "Entries that are refused and not decided about.") {
            Double($0.quarantinedCount)
        }
        each("karaula_destination_files_total", .counter, "Files that the receiver took whole.") {
            Double($0.fileCount)
        }
        each(
            "karaula_destination_receipt_entries", .gauge,
            "How many entries the newest receipt covers; absent where none was given."
        ) { $0.receiptSize.map { Double($0) } }
        each(
            "karaula_destination_receipt_time_seconds", .gauge,
            "When the newest receipt was signed, in seconds since 1970."
        ) { destination in destination.receiptSigned.map { Double($0.nanoseconds) / 1e9 } }
        each("karaula_destination_paused_seconds", .gauge, "Seconds until a pause ends; 0 if there is none.") {
            $0.pausedForSeconds ?? 0
        }
    }
}
