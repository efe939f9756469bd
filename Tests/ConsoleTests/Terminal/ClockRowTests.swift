import Console
import Journal
import MerkleLog
import Testing
import Timekeeping

struct ClockRowTests {
    private func entry(
        _ seq: Int64, _ kind: EntryKind, boot: String = "a", monotonic: Int64, utc: Int64, uncertainty: Int64? = nil,
        event: Int64? = nil, _ payload: [String: CanonicalValue] = [:]
    ) -> EntryDocument {
        EntryDocument(
            Entry(
                seq: seq, kind: kind,
                time: TimeReading(
                    boot: BootID(boot), monotonic: MonotonicTime(nanoseconds: monotonic * 1_000_000_000),
                    utc: UTCTime(nanoseconds: utc * 1_000_000_000), uncertainty: uncertainty),
                event: event, payload: .object(payload)))
    }

    private func states(_ entries: [EntryDocument]) -> [String] {
        var fold = EventFold()
        for entry in entries { fold.add(entry) }
        return fold.rows.map(\.state)
    }

    @Test func `A step in between changes neither order nor length`() {
        let entries = [
            entry(1, .eventOpened, monotonic: 100, utc: 10_000, event: 1),
            entry(2, .timeStepped, monotonic: 105, utc: 6405, ["by": "-3600000000000"]),
            entry(3, .eventClosed, monotonic: 114, utc: 6414, event: 1, ["reason": "ended"]),
        ]
        #expect(states(entries) == ["closed after 14 s", "set back by 1 h"])
        var memory = EventMemory()
        #expect(entries.map { memory.row(for: $0).state } == ["opened", "set back by 1 h", "closed after 14 s"])
    }

    @Test func `Across a reboot the length says by which clock and how well`() {
        func lengths(_ utc: Int64, _ uncertainty: Int64?) -> String? {
            states([
                entry(1, .eventOpened, monotonic: 9000, utc: 1000, uncertainty: uncertainty, event: 1),
                entry(
                    2, .eventClosed, boot: "b", monotonic: 20, utc: utc, uncertainty: uncertainty, event: 1,
                    ["reason": "crashed"]),
            ]).last
        }
        #expect(
            lengths(1200, 1_000_000_000)
                == "closed (crashed) after 3 min 20 s by the clock (across a reboot, ± 2 s)")
        #expect(
            lengths(1200, nil) == "closed (crashed) after 3 min 20 s by the clock (across a reboot, not synchronised)")
        #expect(
            lengths(400, nil)
                == "closed (crashed) after an unknown time (across a reboot, and the clock went back)")
    }

    @Test func `Without its opening an event has no length`() {
        let entries = [
            entry(4, .eventUpdated, monotonic: 110, utc: 110, event: 1),
            entry(5, .eventClosed, monotonic: 114, utc: 114, event: 1, ["reason": "ended"]),
        ]
        #expect(states(entries) == ["closed"])
    }

    @Test func `The clock's own entries are told in words`() {
        #expect(
            states([
                entry(1, .timeState, monotonic: 1, utc: 1, ["to": "unset"]),
                entry(2, .timeStepped, monotonic: 2, utc: 2, ["by": "3600000000000"]),
                entry(3, .timeState, monotonic: 3, utc: 3, ["from": "unset", "to": "locked", "bound": "1200300"]),
                entry(
                    4, .timeState, monotonic: 3, utc: 3,
                    ["to": "holdover", "bound": "40000", "suspended": "60000000000"]),
            ]) == [
                "unset", "set forward by 1 h", "locked, right to 2 ms",
                "holdover, right to 40 µs, after 1 min of suspension",
            ])
    }

    @Test func `On the wire the monotonic clock is text, and read back`() throws {
        let document = entry(1, .siteStarted, monotonic: 9_000_000_000, utc: 5)
        #expect(document.value["mono"] == "9000000000000000000")
        #expect(EntryDocument(document.value) == document)
    }
}
