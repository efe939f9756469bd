import Ledger
import Testing

@Suite("The metrics of a ledger")
struct LedgerMetricsTests {
    private func page() -> [Substring] {
        var status = LedgerStatus()
        status.counters.stored = 12
        status.certificateExpires = 1_800_000_000
        let counts = RequestCounts()
        counts.note("/v1/entries", 200)
        counts.note("/v1/entries", 200)
        counts.note("/v1/files/17", 409)
        counts.note("/wp-admin/\"\n", 404)
        return LedgerMetrics(status, requests: counts.all, bodyBytes: 7).text.split(separator: "\n")
    }

    @Test("have a HELP and a TYPE before each family, and only counters end in _total")
    func form() {
        var told: [Substring] = []
        var typed: [Substring: Substring] = [:]
        for line in page() {
            let words = line.split(separator: " ")
            if line.hasPrefix("# HELP ") {
                told.append(words[2])
            } else if line.hasPrefix("# TYPE ") {
                #expect(words[2] == told.last && typed[words[2]] == nil)
                typed[words[2]] = words[3]
                #expect(words[2].hasSuffix("_total") == (words[3] == "counter"))
            } else {
                let name = line.prefix { $0 != "{" && $0 != " " }
                #expect(name == told.last && typed[name] != nil)
                #expect(Double(words.last ?? "") != nil)
            }
        }
        #expect(typed.count == told.count && told.count > 15)
    }

    @Test("count requests by what they were for, and paths that nobody serves together")
    func requests() {
        let lines = page()
        #expect(lines.contains("karaula_ledger_entries_stored_total 12"))
        #expect(lines.contains(#"karaula_ledger_http_requests_total{route="entries",status="200"} 2"#))
        #expect(lines.contains(#"karaula_ledger_http_requests_total{route="files",status="409"} 1"#))
        #expect(lines.contains(#"karaula_ledger_http_requests_total{route="other",status="404"} 1"#))
    }
}
