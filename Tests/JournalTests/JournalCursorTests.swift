import GRDB
import Journal
import TestKit
import Testing
import Timekeeping

@Suite struct JournalCursorTests {
    @Test func eachDestinationHasItsOwnThatOnlyMovesForward() async throws {
        let fixture = try Fixture()
        let journal = try fixture.open()
        for _ in 0..<5 { try await journal.append(fixture.draft()) }
        try journal.moveCursor(of: "sector", to: 3)
        try journal.moveCursor(of: "sector", to: 3)
        try journal.moveCursor(of: "archive", to: 5)
        func refused(_ destination: String, _ seq: Int64) {
            let error = #expect(throws: JournalError.self) { try journal.moveCursor(of: destination, to: seq) }
            #expect(error?.code == .refused)
        }
        refused("sector", 2)
        refused("sector", 6)
        refused("sector", -1)
        refused("archive", 4)
        refused("new", 6)
        refused("", 1)
        #expect(try journal.reader.cursors() == ["sector": 3, "archive": 5])
        #expect(try journal.reader.cursor(of: "nobody") == 0)
        try await journal.close()

        let again = try fixture.open()
        #expect(try again.reader.cursor(of: "sector") == 3)
        try await again.close()
        try fixture.withDatabase { queue in
            #expect(throws: DatabaseError.self) {
                try queue.write { try $0.execute(sql: "UPDATE cursor SET seq = 1 WHERE destination = 'sector'") }
            }
        }
    }
}
