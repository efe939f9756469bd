import Console
import Journal
import MerkleLog
import Station
import Testing
import Timekeeping

@Suite(.timeLimit(.minutes(10)))
struct WatchPathTests {
    @Test func `The watch ledger of a day is told, and notes no read`() async throws {
        try await RunningConsole.with { console in
            let begin = console.clock.reading()
            try await console.journal.append(
                EntryDraft(kind: .siteStarted, time: begin, payload: ["cameras": ["gate", "yard"]]))
            try await console.journal.append(
                EntryDraft(kind: .watchChanged, camera: "gate", time: begin, payload: ["state": "watching"]))
            let head = console.journal.head
            let day = begin.utc.rfc3339.prefix(10)
            let reply = try await console.ask(try console.socket("/v1/watch?day=\(day)&camera=gate"))
            #expect(reply.status == 200)
            let answer = try CanonicalValue(parsing: Array(reply.body.utf8))
            guard case .array(let days)? = answer["days"] else { throw QueryError(key: "days", cause: "missing") }
            #expect(days.allSatisfy { WatchDocument($0)?.camera == "gate" })
            #expect(console.journal.head == head)
            for wrong in ["day=yesterday", "day=2026-13-01", "camera=a&camera=b", "from=1"] {
                #expect(try await console.ask(try console.socket("/v1/watch?\(wrong)")).status == 400)
            }
        }
    }

    @Test func `A day is written and read back, and shown with shares of it`() throws {
        let begin = try #require(WatchQuery.day("2026-11-22"))
        var day = WatchDay(camera: "gate", begin: begin)
        day.add(WatchTime(state: "watching"), 80_000_000_000_000)
        day.add(WatchTime(state: "blind", reason: "frozen"), 6_399_000_000_000)
        day.add(WatchTime(state: "degraded", reason: "moved"), 1_000_000_000)
        let document = WatchDocument(day)
        #expect(WatchDocument(document.value) == document)
        #expect(document.total == 86_400_000_000_000)
        #expect(
            WatchReport.lines([document]) == [
                "CAMERA  DAY (UTC)   STATE     TIME        SHARE     WHY",
                "gate    2026-11-22  watching  22:13:20.0  92.59 %",
                "gate    2026-11-22  degraded  00:00:01.0  0.00 %    moved",
                "gate    2026-11-22  blind     01:46:39.0  7.40 %    frozen",
                "gate    2026-11-22  in all    24:00:00.0  100.00 %",
            ])
        #expect(WatchQuery.day(of: UTCTime(nanoseconds: begin.nanoseconds + 5)) == begin)
    }
}
