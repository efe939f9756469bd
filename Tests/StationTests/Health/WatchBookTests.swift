import Journal
import MerkleLog
import Station
import TestKit
import Testing
import Timekeeping

struct WatchBookTests {
    private func step(_ draft: EntryDraft?) -> String? {
        guard let draft else { return nil }
        return switch draft.event {
        case .open: "open"
        case .update: "update"
        case .close(_, let reason): "close \(reason)"
        case nil: "note"
        }
    }

    private let blind = WatchState.blind(WatchReason(code: "unplugged", detail: "gone"))
    private let degraded = WatchState.degraded(WatchReason(code: "frame-rate", detail: "slow"))
    private let moment = MonotonicTime(nanoseconds: 7)

    private func makeBook() -> WatchBook {
        let tokens = TokenSource()
        return WatchBook(camera: "gate", clock: ManualSiteClock(), makeToken: { tokens.next() })
    }

    @Test func notSeeingIsOneEventFromItsBeginningToItsEnd() {
        var book = makeBook()
        #expect(step(book.changed(to: .watching, at: moment)) == "note")
        #expect(step(book.changed(to: degraded, at: moment)) == "open")
        #expect(step(book.changed(to: blind, at: moment)) == "update")
        #expect(step(book.changed(to: .watching, at: moment)) == "close recovered")
        #expect(step(book.changed(to: blind, at: moment)) == "open")
    }

    @Test func aStopEndsTheOpenEventOnceAndFabricatesNone() {
        var book = makeBook()
        #expect(book.interrupted(in: .watching, at: moment) == nil)
        _ = book.changed(to: blind, at: moment)
        #expect(step(book.interrupted(in: blind, at: moment)) == "close interrupted")
        #expect(book.interrupted(in: blind, at: moment) == nil)
    }

    /// Who asks the journal whether the camera watched must not take silence for an answer.
    @Test(arguments: ["removed", "reconfigured"])
    func aCameraThatEndsAloneSaysSoWhetherOrNotItSaw(reason: String) {
        var book = makeBook()
        let seeing = book.interrupted(in: .watching, at: moment, reason: reason)
        #expect(seeing != nil && seeing?.event == nil)
        #expect(seeing?.payload["state"] == "blind" && seeing?.payload["reason"]?.string == reason)
        _ = book.changed(to: degraded, at: moment)
        let impaired = book.interrupted(in: degraded, at: moment, reason: reason)
        #expect(step(impaired) == "close \(reason)")
        #expect(impaired?.payload["state"] == "blind" && impaired?.payload["closed"]?.string == reason)
    }

    @Test func aCameraThatBeginsAloneSaysSoWithoutAnEvent() {
        let book = makeBook()
        let starting = WatchState.blind(WatchReason(code: "starting", detail: "no frame yet"))
        #expect(step(book.began(in: starting, at: moment)) == "note")
        #expect(book.began(in: starting, at: moment).payload["reason"] == "starting")
    }

    @Test func whatIsJudgedAnewHasNotRecovered() {
        var book = makeBook()
        _ = book.changed(to: degraded, at: moment)
        #expect(step(book.changed(to: .watching, at: moment, reason: "accepted")) == "close accepted")
    }

    @Test func anEntryThatClosesAnEventSaysSo() {
        var book = makeBook()
        _ = book.changed(to: blind, at: moment)
        #expect(book.interrupted(in: blind, at: moment)?.payload["closed"] == .string("interrupted"))
        _ = book.changed(to: blind, at: moment)
        #expect(book.changed(to: .watching, at: moment).payload["closed"] == .string("recovered"))
    }

    @Test func theEntryNamesStateReasonAndMend() {
        var book = makeBook()
        let draft = book.changed(to: blind, at: moment)
        #expect(draft.kind == .watchChanged)
        #expect(
            draft.payload
                == .object(["state": .string("blind"), "reason": .string("unplugged"), "detail": .string("gone")]))
    }
}
