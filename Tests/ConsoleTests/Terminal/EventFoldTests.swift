import Console
import Journal
import MerkleLog
import Testing
import Timekeeping

struct EventFoldTests {
    private func entry(
        _ seq: Int64, _ kind: EntryKind, _ camera: String? = "gate", event: Int64? = nil,
        _ payload: [String: CanonicalValue] = [:]
    ) -> EntryDocument {
        EntryDocument(
            Entry(
                seq: seq, kind: kind, camera: camera,
                time: TimeReading(
                    boot: BootID("b"), monotonic: MonotonicTime(nanoseconds: seq * 1_000_000_000),
                    utc: UTCTime(nanoseconds: seq * 1_000_000_000), uncertainty: nil),
                event: event, payload: .object(payload)))
    }

    private var opening: [String: CanonicalValue] {
        ["alarm_kind": .string("crossing"), "place": .string("fence"), "direction": .string("a-to-b")]
    }

    @Test func `Two events that overlap become two lines`() {
        var fold = EventFold(directory: "/state")
        fold.add(entry(1, .eventOpened, "gate", event: 1, opening))
        fold.add(entry(2, .eventOpened, "yard", event: 2, ["alarm_kind": .string("intrusion")]))
        fold.add(entry(3, .eventSnapshot, "gate", event: 1, ["path": .string("recordings/1.jpg")]))
        fold.add(
            entry(4, .watchChanged, "yard", ["state": .string("blind"), "detail": .string("unplugged; plug it in")]))
        fold.add(entry(15, .eventClosed, "gate", event: 1, ["reason": .string("ended")]))
        fold.add(entry(16, .eventRecording, "gate", event: 1, ["path": .string("recordings/1.mjpeg")]))
        let lines = fold.rows.map { $0.text(localTime: { "\($0.nanoseconds / 1_000_000_000)" }) }
        #expect(
            lines == [
                "1  gate        crossing    fence a-to-b    closed after 14 s  #1  /state/recordings/1.jpg",
                "2  yard        intrusion                   open  #2",
                "4  yard        watch                       blind: unplugged; plug it in",
            ])
    }

    @Test func `An event that began earlier is told from what is there`() {
        var fold = EventFold()
        fold.add(entry(9, .eventClosed, event: 3, ["reason": .string("interrupted")]))
        #expect(fold.rows.map(\.state) == ["closed (interrupted)"])
        #expect(fold.rows.map(\.event) == [3])
    }

    @Test func `Nothing in a journal steers the terminal`() {
        let row = EventRow(entry(1, .eventOpened, "ga\u{1B}[2Jte\n", event: 1, ["place": .string("a\u{7}b")]))
        #expect(row.text(localTime: { _ in "t" }).unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
    }

    @Test func `While following, each step says what its event is about`() {
        var memory = EventMemory()
        _ = memory.row(for: entry(1, .eventOpened, "gate", event: 1, opening))
        _ = memory.row(for: entry(2, .eventOpened, "yard", event: 2, ["alarm_kind": .string("intrusion")]))
        let closing = memory.row(for: entry(15, .eventClosed, "gate", event: 1, ["reason": .string("ended")]))
        #expect(closing.what == "crossing" && closing.place == "fence a-to-b" && closing.state == "closed after 14 s")
        #expect(memory.row(for: entry(16, .eventSnapshot, "yard", event: 2)).what == "intrusion")
    }

    @Test func `Only the newest events are remembered`() {
        var memory = EventMemory(limit: 2)
        for event in 1...3 { _ = memory.row(for: entry(Int64(event), .eventOpened, event: Int64(event), opening)) }
        #expect(memory.row(for: entry(4, .eventClosed, event: 1)).what == "event")
        #expect(memory.row(for: entry(5, .eventClosed, event: 2)).what == "crossing")
    }
}
