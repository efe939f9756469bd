import Foundation
import GRDB
import Journal
import MerkleLog
import Synchronization
import TestKit
import Testing
import Timekeeping

@Suite struct JournalAppendTests {
    @Test func theOrderOfCallsIsTheOrderOfSeqAndManyShareATransaction() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let answers = Mutex<[Int64]>([])
        for number in 0..<1000 {
            journal.append(
                fixture.draft(camera: number % 2 == 0 ? "gate" : "yard", payload: ["n": .integer(Int64(number))])
            ) {
                if case .success(let entry) = $0 { answers.withLock { $0.append(entry.seq) } }
            }
        }
        await until { answers.withLock { $0.count } == 1000 }
        #expect(answers.withLock { $0 } == Array(1...1000))
        #expect(journal.transactions < 100, "\(journal.transactions)")
        let entries = try fixture.entries(journal.reader)
        #expect(entries.map { $0.payload["n"]?.integer } == (0..<1000).map { Int64($0) })
        #expect(entries.map(\.seq) == Array(1...1000))
        #expect(journal.status.pending == 0 && journal.status.oldestPendingAge == nil)
        try await journal.close()
    }

    @Test func appendsFromManyTasksLeaveNoGap() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let numbers = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for task in 0..<20 {
                group.addTask {
                    var numbers: [Int64] = []
                    for number in 0..<50 {
                        let draft = fixture.draft(camera: "camera \(task)", payload: ["n": .integer(Int64(number))])
                        numbers.append(try await journal.append(draft).seq)
                    }
                    return numbers
                }
            }
            return try await group.reduce(into: [Int64]()) { all, some in
                #expect(some == some.sorted())
                all += some
            }
        }
        #expect(numbers.sorted() == Array(1...1000))
        #expect(journal.transactions <= 1000)
        try await journal.close()
    }

    @Test func anEntryReadBackIsTheOneReported() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let reported = try await journal.append(
            fixture.draft(.siteStarted, camera: nil, payload: ["sha256": "00", "name": "čuvar \"1\"\n"]))
        fixture.clock.setUncertainty(nil)
        let unsynchronised = try await journal.append(fixture.draft(camera: "yard"))
        #expect(try fixture.entries(journal.reader) == [reported, unsynchronised])
        #expect(try journal.reader.entry(seq: 2)?.time.uncertainty == nil)
        #expect(try journal.reader.entry(seq: 3) == nil)
        try await journal.close()
    }

    @Test func theRecordIsCanonicalAndProvesThePayload() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let entry = try await journal.append(fixture.draft(camera: "gate \"n\"", payload: ["b": 1, "a": [true]]))
        let value = try CanonicalValue(parsingCanonical: entry.record)
        #expect(value["seq"] == 1 && value["v"] == 1 && value["kind"] == "watch.changed")
        #expect(value["camera"] == "gate \"n\"" && value["event"] == nil)
        #expect(value["mono"] == "1000000000000" && value["utc"] == "2026-11-22T08:30:00.000000000Z")
        #expect(value["uncertainty"] == 1_000_000)
        #expect(value["boot"]?.string == fixture.clock.reading().boot.value)
        let salt = try #require(entry.salt)
        #expect(salt.count == 16)
        let digest = sha256(salt + entry.payload.canonicalBytes)
        #expect(digest == entry.digest)
        #expect(value["digest"]?.string == digest.map { String(format: "%02x", $0) }.joined())
        #expect(entry.leaf == TreeHash.leaf(of: entry.record))
        try await journal.close()
    }

    @Test func saltsDiffer() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let first = try await journal.append(fixture.draft())
        let second = try await journal.append(fixture.draft())
        #expect(first.salt != second.salt && first.digest != second.digest)
        try await journal.close()
    }

    @Test func aPayloadThatIsNoObjectIsRefusedAndTakesNoNumber() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for payload: CanonicalValue in [.null, 7, "text", [1]] {
            let error = await #expect(throws: JournalError.self) {
                _ = try await journal.append(fixture.draft(payload: payload))
            }
            #expect(error?.code == .refused)
        }
        #expect(try await journal.append(fixture.draft()).seq == 1)
        try await journal.close()
    }

    @Test func recordsCanBeNeitherChangedNorDeletedNorInsertedOutOfTurn() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for _ in 0..<3 { try await journal.append(fixture.draft()) }
        try await journal.close()
        try fixture.withDatabase { queue in
            for sql in [
                "UPDATE entry SET kind = 'x' WHERE seq = 2", "UPDATE entry SET record = x'00'",
                "DELETE FROM entry WHERE seq = 3", "DELETE FROM entry",
                "INSERT INTO entry SELECT 5, record, leaf, kind, camera, event, utc FROM entry WHERE seq = 1",
                "INSERT OR REPLACE INTO entry SELECT 2, record, leaf, kind, camera, event, utc FROM entry WHERE seq = 1",
                "UPDATE payload SET body = x'7b7d'",
            ] {
                #expect(throws: DatabaseError.self, "\(sql)") { try queue.write { try $0.execute(sql: sql) } }
            }
            let count = try queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM entry") }
            #expect(count == 3)
        }
    }

    @Test func anErasedPayloadLeavesTheRecord() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        let entry = try await journal.append(fixture.draft())
        try await journal.close()
        try fixture.withDatabase { queue in
            try queue.write { try $0.execute(sql: "DELETE FROM payload WHERE seq = 1") }
        }
        let read = try #require(try Journal.openReadOnly(directory: fixture.directory).entry(seq: 1))
        #expect(read.payload == .null && read.salt == nil)
        #expect(read.record == entry.record && read.leaf == entry.leaf)
    }

    @Test func followersSeeTheHeadAndEachMove() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        try await journal.append(fixture.draft())
        var first = journal.commits().makeAsyncIterator()
        var second = journal.commits().makeAsyncIterator()
        #expect(await first.next() == 1)
        for _ in 0..<5 { try await journal.append(fixture.draft()) }
        #expect(await second.next() == 6)
        #expect(await first.next() == 6)
        try await journal.close()
        // The stop signs the log, which does not move it.
        while let head = await first.next() { #expect(head == 6) }
        while let head = await second.next() { #expect(head == 6) }
        var late = journal.commits().makeAsyncIterator()
        #expect(await late.next() == 6)
        #expect(await late.next() == nil)
    }

    @Test func closingCommitsWhatWasAppendedAndRefusesWhatComesLater() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for _ in 0..<500 { journal.append(fixture.draft(), completion: nil) }
        try await journal.close()
        let error = await #expect(throws: JournalError.self) { _ = try await journal.append(fixture.draft()) }
        #expect(error?.code == .closed)
        #expect(try Journal.openReadOnly(directory: fixture.directory).head() == 500)
    }
}
