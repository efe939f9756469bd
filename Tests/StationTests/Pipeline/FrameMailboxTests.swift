import Dispatch
import Imaging
import Testing

import Station

struct FrameMailboxTests {
    private func put(_ value: UInt8, into mailbox: FrameMailbox, length: Int = 64) {
        [UInt8](repeating: value, count: length).withUnsafeBytes { bytes in
            let frame = Frame(
                bytes: bytes, format: .grey, size: FrameSize(width: 8, height: 8), bytesPerRow: 8,
                sequence: UInt64(value), timestamp: 0)
            guard let masked = try? FrameMasker(masks: []).mask(frame) else {  // without masks nothing is refused
                Issue.record("a frame was refused")
                return
            }
            mailbox.put(masked, timestamp: Int64(value), epoch: 1)
        }
    }

    @Test func nothingIsTakenTwice() {
        let mailbox = FrameMailbox()
        #expect(mailbox.take() == nil)
        put(1, into: mailbox)
        #expect(mailbox.take()?.timestamp == 1)
        #expect(mailbox.take() == nil)
        #expect(mailbox.replaced == 0)
    }

    @Test func theNewestFrameReplacesTheOneThatWaitsAndTheDropIsCounted() {
        let mailbox = FrameMailbox()
        for value in 1...3 as ClosedRange<UInt8> { put(value, into: mailbox) }
        #expect(mailbox.take()?.timestamp == 3)
        #expect(mailbox.replaced == 2)
    }

    @Test func aTakenFrameStaysWholeWhileOthersArrive() {
        let mailbox = FrameMailbox()
        put(1, into: mailbox)
        let taken = mailbox.take()
        for value in 2...9 as ClosedRange<UInt8> { put(value, into: mailbox, length: 1000) }
        #expect(taken?.frame.bytes.allSatisfy { $0 == 1 } == true)
        #expect(taken?.frame.sequence == 1)
    }

    @Test func producerAndConsumerOnTwoThreadsNeverShareASlot() {
        let mailbox = FrameMailbox()
        let group = DispatchGroup()
        let rounds = 20_000
        DispatchQueue.global().async(group: group) {
            for round in 0..<rounds { self.put(UInt8(round & 255), into: mailbox, length: 256) }
        }
        var torn = 0
        var taken = 0
        while taken < 1000 || group.wait(timeout: .now()) == .timedOut {
            guard let slot = mailbox.take() else {
                if group.wait(timeout: .now()) == .success { break }
                continue
            }
            taken += 1
            let value = UInt8(slot.timestamp & 255)
            if !slot.frame.bytes.allSatisfy({ $0 == value }) { torn += 1 }
        }
        group.wait()
        #expect(torn == 0)
        #expect(taken + Int(mailbox.replaced) >= rounds - 1)
    }
}
