import Forwarding
import Foundation
import Journal
import MerkleLog
import Station
import TestKit
import Testing
import Timekeeping

/// Every subject of the log is explained in the catalog, and by fields that its lines have.
@Suite struct LogCatalogTests {
    private struct Explanation {
        var headers: [String]
        var text: [String]
    }

    /// The catalog's explanations by their ids.
    private func catalog() throws -> [String: Explanation] {
        let text = try ProjectFiles.text("Deploy/karaula.catalog")
        var found: [String: Explanation] = [:]
        for part in text.components(separatedBy: "\n-- ").dropFirst() {
            let lines = part.components(separatedBy: "\n")
            let headers = lines.dropFirst().prefix { !$0.isEmpty }
            #expect(found[lines[0]] == nil, "\(lines[0]) is there twice")
            found[lines[0]] = Explanation(
                headers: Array(headers), text: lines.dropFirst(headers.count + 1).filter { !$0.isEmpty })
        }
        return found
    }

    @Test func eachSubjectHasItsExplanationAndThereIsNoOther() throws {
        let catalog = try catalog()
        #expect(Set(catalog.keys) == Set(LogSubject.allCases.map(\.messageID)))
        #expect(catalog.count == LogSubject.allCases.count)
        for (id, explanation) in catalog {
            #expect(id.count == 32 && id.allSatisfy { $0.isHexDigit && !$0.isUppercase })
            #expect(explanation.headers.contains { $0.hasPrefix("Subject: ") && $0.count > 12 })
            #expect(explanation.headers.contains("Defined-By: Karaula"))
            #expect(explanation.text.joined().count > 50)
        }
    }

    @Test func aLineOfTheCatalogFitsATerminal() throws {
        for (_, explanation) in try catalog() {
            for line in explanation.text { #expect(line.count <= 120) }
        }
    }

    @Test func everyExplanationSaysWhatToDo() throws {
        let verbs = [
            "Nothing has to be done", "Check ", "Mend ", "Set it", "Look at", "karaulactl", "report", "Have it renewed",
            "Compare", "let only one",
        ]
        for (id, explanation) in try catalog() {
            let text = explanation.text.joined(separator: " ")
            #expect(verbs.contains { text.contains($0) }, "\(id)")
        }
    }

    @Test(
        arguments: [
            (EntryKind.watchChanged, "blind", LogSubject.cameraBlind), (.watchChanged, "degraded", .cameraDegraded),
            (.watchChanged, "watching", .cameraWatching), (.eventOpened, "", .alarm), (.eventClosed, "", nil),
        ] as [(EntryKind, String, LogSubject?)])
    func anEntryTellsItsSubject(kind: EntryKind, state: String, subject: LogSubject?) async throws {
        let folder = try TemporaryDirectory()
        let journal = try Journal.open(directory: folder.file("state"), site: "test", clock: ManualSiteClock())
        let entry = try await journal.append(
            EntryDraft(kind: kind, time: ManualSiteClock().reading(), payload: ["state": .string(state)]))
        #expect(LogSubject(of: entry) == subject)
        try await journal.close()
    }

    @Test(
        arguments: [
            ("interrupted", "blind", nil), ("removed", "degraded", nil), ("reconfigured", "blind", nil),
            ("recovered", "watching", .cameraWatching),
        ] as [(String, String, LogSubject?)])
    func theEndOfAWatchEventTellsOfTheCameraOnlyIfItSeesAgain(
        closed: String, state: String, subject: LogSubject?
    ) async throws {
        try await expect(subject, of: ["state": .string(state), "closed": .string(closed)])
    }

    /// Nobody has to check the cable of a camera that was just taken out of the configuration.
    @Test(arguments: ["starting", "removed", "reconfigured"])
    func aCameraThatAReloadStartsOrEndsNeedsNoExplanation(reason: String) async throws {
        try await expect(nil, of: ["state": "blind", "reason": .string(reason)])
    }

    private func expect(_ subject: LogSubject?, of payload: CanonicalValue) async throws {
        let folder = try TemporaryDirectory()
        let journal = try Journal.open(directory: folder.file("state"), site: "test", clock: ManualSiteClock())
        let entry = try await journal.append(
            EntryDraft(kind: .watchChanged, time: ManualSiteClock().reading(), payload: payload))
        #expect(LogSubject(of: entry) == subject)
        try await journal.close()
    }
}
