import Foundation
import Journal
import MerkleLog
import TestKit
import Testing

@Suite struct RenewalTests {
    private func open(_ fixture: Fixture) throws -> Journal { try fixture.open { $0.announcesKey = true } }

    @Test func aNewLogBeginsAtTheNextStartAndSaysWhyAndTheOldOneStaysWhole() async throws {
        let fixture = try Fixture()
        let old = try fixture.open()
        for _ in 0..<5 { try await old.append(fixture.draft()) }
        try Renewal.request(in: fixture.directory, because: "restored from the copy of Monday")
        #expect(try await old.append(fixture.draft()).seq == 6, "nothing happens before the next start")
        try await old.close()

        let new = try open(fixture)
        #expect(new.origin.description == "urn:karaula:north:2")
        let entry = try #require(try new.reader.entry(seq: 2))
        #expect(entry.kind == .journalReplaced)
        #expect(entry.payload["cause"]?.string == "restored from the copy of Monday")
        let name = try #require(entry.payload["set_aside"]?.string)
        let head = new.head
        try await new.close()

        let kept = try Fixture()
        try FileManager.default.createDirectory(atPath: kept.directory, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            atPath: "\(fixture.directory)/\(name)", toPath: "\(kept.directory)/journal.sqlite")
        let reader = try Journal.openReadOnly(directory: kept.directory)
        #expect(try reader.entries(after: 0, limit: 100).count == 6)

        let again = try open(fixture)
        #expect(again.origin.generation == 2 && again.head >= head, "it happens once")
        try await again.close()
    }

    @Test func aWishThatCannotBeIsRefused() throws {
        let fixture = try Fixture()
        func code(_ reason: String) -> JournalError.Code? {
            do throws(JournalError) {
                try Renewal.request(in: fixture.directory, because: reason)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(code("x") == .missing)
        _ = try fixture.open()
        #expect(code("") == .refused)
        #expect(code(String(repeating: "x", count: Renewal.longestReason + 1)) == .refused)
    }
}
