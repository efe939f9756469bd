import Console
import Journal
import Testing
import Timekeeping

@Suite struct WalksTests {
    private var query: EntryQuery {
        get throws { try EntryQuery([("after", "10"), ("camera", "gate"), ("limit", "7")]) }
    }

    /// One process of somebody who became the shared user `guard` with sudo.
    private let guardian = Peer(uid: 1000, gid: 1000, pid: 42, user: "guard", login: "ana", command: "karaulactl")
    /// Another process of the same person.
    private let guardiansScript = Peer(uid: 1000, gid: 1000, pid: 43, user: "guard", login: "ana", command: "curl")
    /// Somebody else behind the same user.
    private let colleague = Peer(uid: 1000, gid: 1000, pid: 44, user: "guard", login: "ben", command: "karaulactl")
    private let stranger = Peer(uid: 1001, gid: 1000, pid: 45, user: "cleaner")

    private func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: 0).advanced(bySeconds: seconds) }

    private func page(_ after: Int64, _ more: [(key: String, value: String)] = []) throws -> EntryQuery {
        try EntryQuery([("after", String(after)), ("camera", "gate"), ("walk", "t")] + more)
    }

    @Test func `A walk goes on under its first grant, and ends where the journal ended`() throws {
        var walks = Walks<Int>()
        walks.begin("t", try query, by: guardian, under: 42, upTo: 99, reached: 17, at: at(0))
        for after in [17, 24, 31, 10] as [Int64] {
            let walked = try #require(try walks.next("t", try page(after), by: guardian, at: at(1)))
            #expect(walked.grant == 42)
            #expect(walked.last == 99)
        }
    }

    @Test func `Nobody else goes on with it, and nobody guesses it`() throws {
        var walks = Walks<Int>()
        walks.begin("t", try query, by: guardian, under: 42, upTo: 99, reached: 17, at: at(0))
        #expect(try walks.next("t", try page(17), by: stranger, at: at(1)) == nil)
        #expect(try walks.next("u", try page(17), by: guardian, at: at(1)) == nil)
        #expect(walks.follow("t", after: 17, by: stranger, at: at(1)) == nil)
    }

    @Test func `People who share a user go on with their own walks only, another process by the token`() throws {
        var walks = Walks<Int>()
        let following = try EntryQuery([("after", "10"), ("camera", "gate"), ("follow", "true")])
        walks.begin("t", following, by: guardian, under: 42, upTo: 99, reached: 17, at: at(0))
        let next = try page(17, [("follow", "true")])
        #expect(try walks.next("t", next, by: colleague, at: at(1)) == nil)
        #expect(walks.follow("t", after: 17, by: colleague, at: at(1)) == nil)
        #expect(try walks.next("t", next, by: guardiansScript, at: at(1))?.grant == 42)
        #expect(walks.follow("t", after: 17, by: guardiansScript, at: at(1)) == 42)
    }

    @Test func `Without the token only the same process goes on`() throws {
        var walks = Walks<Int>()
        let unnumbered = Peer(uid: 1000, gid: 1000, pid: 0)
        walks.begin("t", try query, by: guardian, under: 42, upTo: 99, reached: 17, at: at(0))
        walks.begin("u", try query, by: unnumbered, under: 43, upTo: 99, reached: 17, at: at(0))
        let next = try EntryQuery([("after", "17"), ("camera", "gate")])
        #expect(walks.standing(at: next, by: guardian, at: at(1)) == "t")
        var reused = guardian
        reused.command = "python3"
        for other in [guardiansScript, colleague, stranger, unnumbered, reused] {
            #expect(walks.standing(at: next, by: other, at: at(1)) == nil)
        }
    }

    @Test(arguments: [
        [("camera", "yard")], [("kind", "event.opened")], [("since", "2026-11-22T08:30:00Z")], [("event", "3")],
    ])
    func `A page that asks for something else is refused`(_ more: [(String, String)]) throws {
        var walks = Walks<Int>()
        walks.begin("t", try query, by: guardian, under: 42, upTo: 99, reached: 17, at: at(0))
        #expect(throws: QueryError.self) {
            try walks.next("t", try page(17, more.map { (key: $0.0, value: $0.1) }), by: guardian, at: at(1))
        }
        #expect(throws: QueryError.self) { try walks.next("t", try page(9), by: guardian, at: at(1)) }
        #expect(throws: QueryError.self) { try walks.next("t", EntryQuery([("after", "17")]), by: guardian, at: at(1)) }
    }

    @Test func `It ends when nobody goes on with it, and in any case`() throws {
        var walks = Walks<Int>()
        walks.begin("t", try query, by: guardian, under: 42, upTo: 99, reached: 17, at: at(0))
        #expect(try walks.next("t", try page(17), by: guardian, at: at(301)) == nil)
        walks.begin("t", try query, by: guardian, under: 42, upTo: 99, reached: 17, at: at(0))
        var time = 0.0
        while time + 250 <= 3600 {
            time += 250
            #expect(try walks.next("t", try page(17), by: guardian, at: at(time)) != nil)
        }
        #expect(try walks.next("t", try page(17), by: guardian, at: at(3601)) == nil)
    }

    @Test func `It goes over into one stream if that was noted, and into no other`() throws {
        var walks = Walks<Int>()
        walks.begin("t", try query, by: guardian, under: 42, upTo: 99, reached: 17, at: at(0))
        #expect(walks.follow("t", after: 99, by: guardian, at: at(1)) == nil)
        let following = try EntryQuery([("after", "10"), ("follow", "true")])
        walks.begin("u", following, by: guardian, under: 43, upTo: 99, reached: 17, at: at(0))
        #expect(walks.follow("u", after: 9, by: guardian, at: at(1)) == nil)
        #expect(walks.follow("u", after: 99, by: guardian, at: at(1)) == 43)
        #expect(walks.follow("u", after: 99, by: guardian, at: at(1)) == nil)
    }

    @Test func `Only the newest are remembered`() throws {
        var walks = Walks<Int>()
        for number in 0...Walks<Int>.limit {
            walks.begin("\(number)", try query, by: guardian, under: number, upTo: 99, reached: 17, at: at(0))
        }
        #expect(try walks.next("0", try page(17), by: guardian, at: at(1)) == nil)
        #expect(try walks.next("1", try page(17), by: guardian, at: at(1)) != nil)
        #expect(try walks.next("\(Walks<Int>.limit)", try page(17), by: guardian, at: at(1)) != nil)
    }

    @Test func `A page without a token goes on where a walk of the same user stands, and a walk has an end`() throws {
        var walks = Walks<Int>()
        walks.begin("t", try query, by: guardian, under: 42, upTo: 99, reached: 17, at: at(0))
        func standing(_ after: Int64, _ more: [(key: String, value: String)] = [], by peer: Peer? = nil) throws
            -> String?
        {
            walks.standing(
                at: try EntryQuery([("after", String(after)), ("camera", "gate")] + more), by: peer ?? guardian,
                at: at(1))
        }
        #expect(try standing(17) == "t")
        #expect(try standing(16) == nil)
        #expect(try standing(17, by: stranger) == nil)
        #expect(try standing(17, [("reason", "another")]) == nil)
        #expect(try standing(17, [("follow", "true")]) == nil)
        #expect(try standing(17, [("kind", "event.opened")]) == nil)
        walks.reach("t", 24)
        #expect(try standing(17) == nil)
        #expect(try standing(24) == "t")
        walks.reach("t", nil)
        #expect(try standing(24) == nil)
    }
}
