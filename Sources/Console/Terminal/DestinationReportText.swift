package import Timekeeping

/// Destinations, and what they refuse, as tables for a person.
package enum DestinationReportText {
    /// The lines about destinations.
    ///
    /// - Parameter now: the time from which ages count.
    package static func lines(_ destinations: [DestinationDocument], now: UTCTime) -> [String] {
        guard !destinations.isEmpty else { return ["no destination is configured"] }
        var table = TextTable(titles: [
            "DESTINATION", "STATE", "NOT DELIVERED", "BYTES", "FILES", "OLDEST", "RECEIPT", "NEXT TRY", "WHY",
        ])
        for destination in destinations {
            table.add([
                destination.name, state(destination), "\(destination.lagEntries)",
                SizeText.text(bytes: destination.lagBytes), files(destination),
                age(destination.oldest, now: now) ?? "-", receipt(destination, now: now),
                destination.nextAttemptInSeconds.map { "in \(DurationText.text(seconds: Double($0)))" } ?? "-",
                destination.lastError ?? "",
            ])
        }
        return table.lines
    }

    /// The lines about what is refused.
    package static func lines(_ records: [QuarantineDocument]) -> [String] {
        guard !records.isEmpty else { return ["nothing is quarantined"] }
        var table = TextTable(titles: ["ENTRY", "DESTINATION", "LANE", "STATE", "REFUSED", "WHY"])
        for record in records {
            table.add([
                "\(record.seq)", record.destination, record.lane, record.state,
                UTCTime(rfc3339: record.refused).map { LocalTime.text($0) } ?? record.refused, record.reason,
            ])
        }
        return table.lines
    }

    private static func state(_ destination: DestinationDocument) -> String {
        guard let seconds = destination.pausedForSeconds else { return destination.state }
        return "\(destination.state) for \(DurationText.text(seconds: Double(seconds)))"
    }

    private static func files(_ destination: DestinationDocument) -> String {
        guard destination.lagFiles > 0 else { return "0" }
        return "\(destination.lagFiles), \(SizeText.text(bytes: destination.lagFileBytes))"
    }

    private static func receipt(_ destination: DestinationDocument, now: UTCTime) -> String {
        if let size = destination.receiptSize {
            return "\(size)" + (age(destination.receiptSigned, now: now).map { ", \($0) ago" } ?? "")
        }
        if destination.receiptKind == "ledger" { return "none yet" }
        return age(destination.lastDelivered, now: now).map { "answer, \($0) ago" } ?? "-"
    }

    private static func age(_ text: String?, now: UTCTime) -> String? {
        guard let text, let time = UTCTime(rfc3339: text) else { return nil }
        return DurationText.text(seconds: max(0, Double(now.nanoseconds &- time.nanoseconds) / 1e9))
    }
}
