import Detection
import Imaging
import Journal
import MerkleLog
import Station
import TestKit
import Testing
import Timekeeping

struct EventBookTests {
    /// A step as a test wants to see it: what, which token, and why.
    private func step(_ action: EventAction) -> String {
        switch action {
        case .append(let draft):
            switch draft.event {
            case .open: "\(draft.kind.rawValue) open"
            case .update: "\(draft.kind.rawValue) update"
            case .close(_, let reason): "\(draft.kind.rawValue) close \(reason)"
            case nil: "\(draft.kind.rawValue)"
            }
        case .beginRecording(_, let began): "record from \(began)"
        case .endRecording(_, let last, let now): "record end \(last) \(now)"
        case .takeSnapshot(_, let boxes, let label): "snapshot \(boxes.count) \(label)"
        }
    }

    private func alarm(_ id: Int, began: Int64 = 100, last: Int64 = 100) -> Alarm {
        Alarm(
            id: id, rule: "fence", kind: .crossing, place: "line", direction: .aToB, track: 4,
            box: NormalizedBox(x: 0.25, y: 0.5, width: 0.1, height: 0.2), began: began, last: last, trackCount: 1)
    }

    private func makeBook() -> EventBook {
        let tokens = TokenSource()
        return EventBook(camera: "gate", clock: ManualSiteClock(), makeToken: { tokens.next() })
    }

    @Test func anEventIsOpenedUpdatedAndClosedOnce() {
        var book = makeBook()
        #expect(
            book.handle(.opened(alarm(1)), now: 110).map(step) == [
                "event.opened open", "record from 100", "snapshot 1 fence line a-to-b",
            ])
        #expect(book.openCount == 1)
        #expect(book.handle(.updated(alarm(1, last: 120)), now: 120).map(step) == ["event.updated update"])
        #expect(
            book.handle(.closed(alarm(1, last: 130)), now: 160).map(step) == [
                "event.closed close ended", "record end 130 160",
            ])
        #expect(book.openCount == 0)
        #expect(book.handle(.closed(alarm(1)), now: 170).isEmpty)
    }

    @Test func anEventWhoseRuleIsTakenAwaySaysSo() {
        var book = makeBook()
        _ = book.handle(.opened(alarm(1)), now: 110)
        #expect(
            book.handle(.closed(alarm(1, last: 130)), now: 160, reason: "reconfigured").map(step) == [
                "event.closed close reconfigured", "record end 130 160",
            ])
    }

    @Test func whatWasNeverOpenedIsNeverUpdatedOrClosed() {
        var book = makeBook()
        #expect(book.handle(.updated(alarm(9)), now: 1).isEmpty)
        #expect(book.handle(.closed(alarm(9)), now: 1).isEmpty)
        #expect(book.closeAll(reason: "interrupted", now: 1).isEmpty)
        #expect(book.opened == 0)
    }

    @Test func anInterruptionClosesEverythingOpenInOrderAndFabricatesNothing() {
        var book = makeBook()
        _ = book.handle(.opened(alarm(2, last: 5)), now: 5)
        _ = book.handle(.opened(alarm(1, last: 3)), now: 5)
        #expect(
            book.closeAll(reason: "interrupted", now: 50).map(step) == [
                "event.closed close interrupted", "record end 3 50",
                "event.closed close interrupted", "record end 5 50",
            ])
        #expect(book.closeAll(reason: "interrupted", now: 60).isEmpty)
        #expect(book.opened == 2)
    }

    @Test func theSameAlarmOpenedTwiceIsOneEvent() {
        var book = makeBook()
        _ = book.handle(.opened(alarm(1)), now: 5)
        #expect(book.handle(.opened(alarm(1)), now: 6).isEmpty)
    }

    @Test func thePayloadHoldsIntegersOnly() throws {
        var book = makeBook()
        guard case .append(let draft)? = book.handle(.opened(alarm(1)), now: 5).first else {
            Issue.record("no entry")
            return
        }
        #expect(
            String(decoding: draft.payload.canonicalBytes, as: UTF8.self)
                == #"{"alarm_kind":"crossing","box":{"h":200000,"w":100000,"x":250000,"y":500000},"#
                + #""direction":"a-to-b","place":"line","rule":"fence","track":4,"tracks":1}"#)
        #expect(draft.camera == "gate")
        #expect(draft.time.monotonic.nanoseconds == 100)
    }
}
