import Journal

extension MetricsPage {
    static func addStorage(_ storage: StorageStatus, to page: inout PrometheusText) {
        page.family(
            "karaula_storage_free_bytes", .gauge, "Free bytes of the journal's file system.",
            [.init(Double(storage.freeBytes))])
        page.family(
            "karaula_storage_size_bytes", .gauge, "Bytes of the journal's file system.",
            [.init(Double(storage.totalBytes))])
        page.family(
            "karaula_storage_kept_bytes", .gauge, "Bytes kept, by class.",
            [
                .init(Double(storage.recordingBytes), [("class", "recordings")]),
                .init(Double(storage.snapshotBytes), [("class", "snapshots")]),
                .init(Double(storage.databaseBytes), [("class", "database")]),
            ])
        page.family(
            "karaula_storage_full_in_seconds", .gauge,
            "Seconds until recording would have to stop at the present rate; absent if it would not, or nobody knows yet.",
            storage.fullInSeconds.map { [.init($0)] } ?? [])
        page.family(
            "karaula_storage_trouble", .gauge, "1 while the condition lasts.",
            StorageCondition.allCases.map { condition in
                .init(
                    storage.troubles.contains { $0.condition == condition } ? 1 : 0,
                    [("condition", condition.rawValue)])
            })
        page.family(
            "karaula_storage_recording", .gauge, "1 while recordings are taken.", [.init(storage.isRecording ? 1 : 0)])
        page.family(
            "karaula_storage_reserve", .gauge, "1 for the state of the space that is set aside, 0 for the others.",
            StorageStatus.Reserve.allCases.map { state in
                .init(storage.reserve == state ? 1 : 0, [("state", state.rawValue)])
            })
        page.family(
            "karaula_storage_overdue_files", .gauge, "Files past their age that are kept, by the reason why.",
            [
                .init(Double(storage.overdueUndelivered), [("reason", "undelivered")]),
                .init(Double(storage.overdueHeld), [("reason", "hold")]),
            ])
        page.family(
            "karaula_storage_erased_files_total", .counter, "Recordings and snapshots erased.",
            [.init(Double(storage.erasedFiles))])
        page.family(
            "karaula_storage_erased_bytes_total", .counter, "Bytes of recordings and snapshots erased.",
            [.init(Double(storage.erasedBytes))])
        page.family(
            "karaula_storage_erased_payloads_total", .counter, "Payloads erased.",
            [.init(Double(storage.erasedPayloads))])
    }
}
