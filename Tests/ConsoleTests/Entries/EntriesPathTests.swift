import Console
import Journal
import MerkleLog
import Testing
import Timekeeping

@Suite(.timeLimit(.minutes(10)))
struct EntriesPathTests {
    @Test func `Pages put together are the journal`() async throws {
        try await RunningConsole.with { console in
            var expected: [EntryDocument] = []
            for index in 0..<25 {
                let entry = try await console.append(index % 2 == 0 ? .eventOpened : .watchChanged)
                expected.append(EntryDocument(entry))
            }
            var found: [EntryDocument] = []
            while true {
                let page = try await entries(console, "after=\(found.last?.seq ?? 0)&limit=7")
                #expect(page.count <= 7)
                if page.isEmpty { break }
                found += page
            }
            #expect(found == expected)
        }
    }

    @Test func `Filters choose, together and apart`() async throws {
        try await RunningConsole.with { console in
            try await console.append(.eventOpened, camera: "gate")
            try await console.append(.watchChanged, camera: "gate")
            let third = try await console.append(.eventOpened, camera: "yard")
            try await console.append(.siteStarted, camera: nil)
            #expect(try await entries(console, "camera=gate").map(\.seq) == [1, 2])
            #expect(try await entries(console, "kind=event.opened").map(\.seq) == [1, 3])
            #expect(try await entries(console, "kind=event.opened&camera=yard").map(\.seq) == [3])
            let later = try await entries(console, "since=\(third.time.utc.rfc3339)")
            #expect(later.filter { $0.kind != "audit.read" }.map(\.seq) == [3, 4])
            #expect(try await entries(console, "until=\(third.time.utc.rfc3339)").map(\.seq) == [1, 2])
            #expect(try await entries(console, "camera=nobody").isEmpty)
        }
    }

    @Test func `A wrong query is a problem that names the parameter`() async throws {
        try await RunningConsole.with { console in
            let reply = try await console.ask(try console.socket("/v1/entries?limit=0"))
            #expect(reply.status == 400)
            #expect(reply.body.contains("query parameter `limit`"))
        }
    }

    private func entries(_ console: RunningConsole, _ query: String) async throws -> [EntryDocument] {
        let reply = try await console.ask(try console.socket("/v1/entries?\(query)"))
        #expect(reply.status == 200)
        return try reply.body.split(separator: "\n").map { line in
            try #require(EntryDocument(try CanonicalValue(parsing: Array(line.utf8))))
        }
    }
}
