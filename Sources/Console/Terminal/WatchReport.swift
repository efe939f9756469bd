/// The watch ledger of a day as a table for a person.
package enum WatchReport {
    /// The lines: for each camera how long it watched, and each reason for which it did not, the longest first.
    package static func lines(_ documents: [WatchDocument]) -> [String] {
        guard !documents.isEmpty else { return ["no camera was configured on that day"] }
        var table = TextTable(titles: ["CAMERA", "DAY (UTC)", "STATE", "TIME", "SHARE", "WHY"])
        for document in documents {
            func add(_ state: String, _ nanoseconds: Int64, _ reason: String) {
                table.add([
                    document.camera, document.day, state, time(nanoseconds), share(nanoseconds, of: document.total),
                    reason,
                ])
            }
            add("watching", document.watching, "")
            for (state, reasons) in [("degraded", document.degraded), ("blind", document.blind)] {
                let sorted = reasons.sorted { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
                for (reason, nanoseconds) in sorted { add(state, nanoseconds, reason) }
            }
            add("in all", document.total, "")
        }
        return table.lines
    }

    /// Hours, minutes and seconds, to a tenth.
    private static func time(_ nanoseconds: Int64) -> String {
        let tenths = (nanoseconds + 50_000_000) / 100_000_000
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(tenths / 36000)):\(two(tenths / 600 % 60)):\(two(tenths / 10 % 60)).\(tenths % 10)"
    }

    /// Percent with two places, rounded down, so that 100 % means all of it.
    private static func share(_ part: Int64, of total: Int64) -> String {
        guard total > 0 else { return "-" }
        let hundredths = part / max(1, total / 10_000)
        let shown = part == total ? 10_000 : min(hundredths, 9_999)
        return "\(shown / 100).\(shown % 100 < 10 ? "0" : "")\(shown % 100) %"
    }
}
