import Forwarding
public import Journal
public import MerkleLog
import Timekeeping

extension DeliveryDesk: DestinationSteering {
    /// How each destination stands. Waits for the disk.
    public func destinationReports() throws(JournalError) -> [DestinationReport] {
        var reports: [DestinationReport] = []
        for forwarder in forwarders {
            let status = forwarder.status
            let evidence = forwarder.destination.evidence
            let lag = try journal.reader.lag(behind: status.cursors, evidence: evidence)
            reports.append(DestinationReport(status: status, lag: lag))
        }
        return reports
    }

    /// What is refused. Waits for the disk.
    public func quarantine() throws(JournalError) -> [QuarantineRecord] { try journal.reader.quarantine() }

    /// Makes the next attempt now.
    public func retry(
        destination: String, details: [String: CanonicalValue]
    ) async throws(JournalError) -> Entry {
        let forwarder = try forwarder(destination)
        let entry = try await note(.deliveryRetried, destination, details)
        forwarder.retryNow()
        return entry
    }

    /// Pauses a destination.
    public func pause(
        destination: String, seconds: Double, reason: String, details: [String: CanonicalValue]
    ) async throws(JournalError) -> Entry {
        let forwarder = try forwarder(destination)
        let now = clock.reading()
        let until = now.utc(of: now.monotonic.advanced(bySeconds: seconds))
        var details = details
        details["reason"] = .string(reason)
        details["until"] = .string(until.rfc3339)
        let entry = try await note(.deliveryPaused, destination, details)
        try journal.setPause(of: destination, DeliveryPause(until: until, reason: reason))
        forwarder.pause(forSeconds: seconds)
        return entry
    }

    /// Ends a pause.
    public func resume(
        destination: String, details: [String: CanonicalValue]
    ) async throws(JournalError) -> Entry? {
        let forwarder = try forwarder(destination)
        // What is written down goes by UTC, and what is waited for by the monotonic clock: either may be over alone.
        let written = try journal.reader.pause(of: destination).map { $0.until > clock.reading().utc } ?? false
        guard written || (forwarder.status.pausedForSeconds ?? 0) > 0 else { return nil }
        let entry = try await note(.deliveryResumed, destination, details)
        try journal.setPause(of: destination, nil)
        forwarder.pause(forSeconds: nil)
        return entry
    }

    /// Sends again what was refused.
    public func retryQuarantined(
        _ seq: Int64, of destination: String?, details: [String: CanonicalValue]
    ) async throws(JournalError) -> Entry {
        let (name, records) = try records(seq, destination)
        let forwarder = try forwarder(name)
        var details = details
        details["seq"] = .integer(seq)
        let entry = try await note(.deliveryRetried, name, details)
        for var record in records {
            record.state = .retrying
            try journal.keep(record)
            forwarder.retry(seq, in: record.lane)
        }
        return entry
    }

    /// Does without what was refused.
    public func dropQuarantined(
        _ seq: Int64, of destination: String?, details: [String: CanonicalValue]
    ) async throws(JournalError) -> Entry {
        let (name, records) = try records(seq, destination)
        var details = details
        details["seq"] = .integer(seq)
        let entry = try await note(.deliveryDropped, name, details)
        for var record in records {
            record.state = .dropped
            try journal.keep(record)
        }
        forwarders.first { $0.destination.name == name }?.refreshQuarantine()
        return entry
    }

    private func note(
        _ kind: EntryKind, _ destination: String, _ details: [String: CanonicalValue]
    ) async throws(JournalError) -> Entry {
        var details = details
        details["destination"] = .string(destination)
        return try await journal.appendAtOnce(kind, details: details)
    }

    private func forwarder(_ name: String) throws(JournalError) -> Forwarder {
        if let found = forwarders.first(where: { $0.destination.name == name }) { return found }
        let names = forwarders.map(\.destination.name)
        throw JournalError(
            code: .refused, place: "destination '\(name)'", cause: "there is no such destination",
            mend: names.isEmpty ? "none is configured" : "configured are \(names.joined(separator: ", "))")
    }

    /// What one destination refuses of an entry: it may have come in several lanes, and its file beside it.
    private func records(
        _ seq: Int64, _ destination: String?
    ) throws(JournalError) -> (destination: String, records: [QuarantineRecord]) {
        let found = try journal.reader.quarantine(of: destination, seq: seq)
        guard let first = found.first else {
            throw JournalError(
                code: .refused, place: "entry \(seq)", cause: "there is no such entry in quarantine",
                mend: "see `karaulactl quarantine list`")
        }
        let names = Set(found.map(\.destination)).sorted()
        guard names.count == 1 else {
            throw JournalError(
                code: .refused, place: "entry \(seq)", cause: "it is refused by \(names.joined(separator: " and "))",
                mend: "name one with --destination")
        }
        return (first.destination, found)
    }
}
