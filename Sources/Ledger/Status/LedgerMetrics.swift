/// The page of `/metrics`, in the Prometheus text exposition format 0.0.4.
///
/// Source: prometheus.io/docs/instrumenting/exposition_formats. Every family has its `HELP` and `TYPE`; counters, and only they,
/// end in `_total`.
package struct LedgerMetrics {
    /// The `Content-Type` of the format.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// The page.
    package private(set) var text = ""

    /// Writes the page.
    package init(_ status: LedgerStatus, requests: [(key: RequestCounts.Key, count: Int64)], bodyBytes: Int) {
        writeWork(status.counters)
        gauge("waiting_requests", "Requests that wait for a transaction.", [([], Double(status.waiting))])
        gauge("request_bytes", "Bytes of requests in memory.", [([], Double(bodyBytes))])
        gauge("ready", "Whether everything can be stored: 1 or 0.", [([], status.isReady ? 1 : 0)])
        if let expires = status.certificateExpires {
            gauge(
                "certificate_expiry_timestamp_seconds", "When the ledger's certificate expires.",
                [([], Double(expires))])
        }
        counter(
            "http_requests_total", "Requests of sites, by what was asked for and what was answered.",
            requests.map { ([("route", $0.key.route), ("status", "\($0.key.status)")], Double($0.count)) })
        writeLogs(status.logs)
        gauge(
            "alarms", "Alarms of the ledger's own that last, by kind.",
            AlarmKind.allCases.map { kind in
                ([("kind", kind.rawValue)], Double(status.alarms.filter { $0.kind == kind }.count))
            })
    }

    private mutating func writeWork(_ counters: LedgerCounters) {
        counter("entries_stored_total", "Entries that were new.", [([], Double(counters.stored))])
        counter("entries_duplicate_total", "Entries that were known already.", [([], Double(counters.duplicates))])
        counter("entries_refused_total", "Entries that can never be taken.", [([], Double(counters.refused))])
        counter("gaps_total", "Batches before which something was missing.", [([], Double(counters.gaps))])
        counter("receipts_total", "Checkpoints that were cosigned.", [([], Double(counters.receipts))])
        counter(
            "checkpoints_refused_total", "Checkpoints that were not cosigned.",
            [([], Double(counters.checkpointsRefused))])
        counter("file_bytes_total", "Bytes of pictures and recordings written.", [([], Double(counters.fileBytes))])
        counter("files_total", "Pictures and recordings that became whole.", [([], Double(counters.files))])
        counter(
            "files_refused_total", "Files that were not what their entry says.", [([], Double(counters.filesRefused))])
        counter(
            "file_failures_total", "Pieces of files that could not be written, and files that could not be read again.",
            [([], Double(counters.fileFailures))])
        counter("commits_total", "Transactions.", [([], Double(counters.commits))])
        counter(
            "committed_requests_total", "Requests that transactions answered.",
            [([], Double(counters.committedRequests))])
        counter("commit_seconds_total", "Seconds that transactions took.", [([], counters.commitSeconds)])
        counter("commit_failures_total", "Transactions that failed.", [([], Double(counters.failures))])
    }

    private mutating func writeLogs(_ logs: [LedgerStatus.Log]) {
        func each(_ value: (LedgerStatus.Log) -> Double?) -> [([(String, String)], Double)] {
            logs.compactMap { log in value(log).map { ([("source", log.source)], $0) } }
        }
        gauge("log_entries", "Entries that are stored of a log.", each { Double($0.entries) })
        gauge("log_complete", "Up to which entry nothing of a log is missing.", each { Double($0.complete) })
        gauge("log_newest", "The largest number that is stored of a log.", each { Double($0.newest) })
        gauge("log_receipt_size", "Entries that the last receipt of a log covers.", each { Double($0.receipt) })
        gauge(
            "log_receipt_timestamp_seconds", "When the last receipt of a log was given.",
            each { $0.receipt > 0 ? Double($0.receiptTime) : nil })
        gauge("log_silent_seconds", "Seconds since the log's site was heard.", each(\.silentSeconds))
    }

    private mutating func counter(_ name: String, _ help: String, _ samples: [([(String, String)], Double)]) {
        family(name, "counter", help, samples)
    }

    private mutating func gauge(_ name: String, _ help: String, _ samples: [([(String, String)], Double)]) {
        family(name, "gauge", help, samples)
    }

    private mutating func family(
        _ name: String, _ kind: String, _ help: String, _ samples: [([(String, String)], Double)]
    ) {
        guard !samples.isEmpty else { return }
        let name = "karaula_ledger_\(name)"
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
        for (labels, value) in samples {
            let shown = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
            let isWhole = value == value.rounded() && abs(value) < 9_007_199_254_740_992
            text += "\(name)\(shown.isEmpty ? "" : "{\(shown)}") \(isWhole ? "\(Int64(value))" : "\(value)")\n"
        }
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
    }
}
