import Capture
import Imaging
import Station
import Testing

struct WatchMachineTests {
    private let format = StreamFormat(
        pixelFormat: .mjpeg, size: FrameSize(width: 640, height: 360), framesPerSecond: 10)
    private let unplugged = SourceProblem(
        code: .unplugged, place: "/dev/video0", cause: "the device went away", mend: "plug it in again")

    private func seconds(_ value: Double) -> Int64 { Int64(value * 1e9) }

    private func reading(
        arrived: UInt64 = 0, undecodable: UInt64 = 0, unmaskable: UInt64 = 0, rate: Double = 0,
        arrivedRate: Double? = nil, unmaskableRate: Double = 0
    ) -> WatchReading {
        WatchReading(
            arrived: arrived, undecodable: undecodable, unmaskable: unmaskable, arrivedRate: arrivedRate ?? rate,
            analysedRate: rate, unmaskableRate: unmaskableRate)
    }

    /// A machine that has been watching at 10 frames a second until second `until`.
    private func watching(until: Double) -> WatchMachine {
        var machine = WatchMachine(blindAfter: 3, now: 0)
        _ = machine.handle(.streaming(format, at: seconds(0.1)))
        _ = machine.handle(.seen(at: seconds(0.2)))
        _ = machine.handle(.seen(at: seconds(until)))
        return machine
    }

    @Test func aCameraIsNotWatchingBeforeAFrameWasSeen() {
        var machine = WatchMachine(blindAfter: 3, now: 0)
        #expect(machine.state.reason?.code == "starting")
        #expect(machine.handle(.streaming(format, at: 1)) == nil)
        #expect(machine.handle(.seen(at: 2)) == .watching)
        #expect(machine.handle(.seen(at: 3)) == nil)
    }

    @Test func aCameraThatNeverDeliversBecomesBlindAndSaysSo() {
        var machine = WatchMachine(blindAfter: 3, now: 0)
        #expect(machine.handle(.tick(at: seconds(2.9), reading(undecodable: 0, rate: 0))) == nil)
        #expect(machine.handle(.tick(at: seconds(3), reading(undecodable: 0, rate: 0)))?.reason?.code == "opening")
        #expect(machine.handle(.tick(at: seconds(9), reading(undecodable: 0, rate: 0))) == nil)
    }

    @Test func anUnpluggedCameraIsBlindAtOnceAndWatchesAgainWithTheNextFrame() {
        var machine = watching(until: 5)
        #expect(machine.handle(.lost(unplugged, at: seconds(5)))?.reason?.code == "unplugged")
        #expect(machine.handle(.lost(unplugged, at: seconds(6))) == nil)
        #expect(machine.handle(.streaming(format, at: seconds(7))) == nil)
        #expect(machine.handle(.seen(at: seconds(7.1))) == .watching)
    }

    @Test func aNewReasonForBlindnessIsAChange() {
        var machine = watching(until: 5)
        _ = machine.handle(.lost(unplugged, at: seconds(5)))
        let busy = SourceProblem(code: .inUse, place: "/dev/video0", cause: "it is in use", mend: "stop the other")
        #expect(machine.handle(.lost(busy, at: seconds(6)))?.reason?.code == "in-use")
    }

    @Test func framesThatCannotBeMaskedAreNotSeeing() {
        var machine = watching(until: 5)
        _ = machine.handle(.tick(at: seconds(5.5), reading(arrived: 50, rate: 10)))
        let reading = reading(arrived: 90, unmaskable: 40, rate: 0, arrivedRate: 10)
        #expect(machine.handle(.tick(at: seconds(9), reading))?.reason?.code == "unmaskable")
    }

    @Test func aCameraOfWhichManyFramesCannotBeMaskedIsDegraded() {
        var machine = watching(until: 5)
        var state: WatchState?
        for second in 5...20 {
            _ = machine.handle(.seen(at: seconds(Double(second))))
            state =
                machine.handle(
                    .tick(at: seconds(Double(second)), reading(rate: 5, arrivedRate: 10, unmaskableRate: 5))) ?? state
        }
        #expect(state?.name == "degraded" && state?.reason?.code == "unmaskable")
    }

    @Test func framesThatCannotBeDecodedAreNotSeeing() {
        var machine = watching(until: 5)
        _ = machine.handle(.tick(at: seconds(5.5), reading(undecodable: 0, rate: 10)))
        #expect(
            machine.handle(.tick(at: seconds(8), reading(undecodable: 30, rate: 10)))?.reason?.code == "undecodable")
    }

    @Test func aLowRateIsBelievedOnlyAfterAWhileAndForgottenAfterAWhile() {
        var machine = watching(until: 0.3)
        var changes: [(Double, String)] = []
        for step in 1...120 {
            let now = Double(step) / 2
            _ = machine.handle(.seen(at: seconds(now)))
            let rate = now < 30 ? 5.0 : 10.0
            if let state = machine.handle(.tick(at: seconds(now), reading(undecodable: 0, rate: rate))) {
                changes.append((now, state.name))
            }
        }
        #expect(changes.map(\.1) == ["degraded", "watching"])
        #expect(changes[0].0 == 10.5)
        #expect(changes[1].0 == 40)
    }

    @Test func aRateThatDipsForAMomentIsNoReason() {
        var machine = watching(until: 0.3)
        for step in 1...100 {
            let now = Double(step) / 2
            _ = machine.handle(.seen(at: seconds(now)))
            let rate = step % 10 < 5 ? 3.0 : 10.0
            #expect(machine.handle(.tick(at: seconds(now), reading(undecodable: 0, rate: rate))) == nil)
        }
    }

    @Test func aDegradedCameraThatFallsSilentIsBlind() {
        var machine = watching(until: 0.3)
        for step in 1...30 {
            let now = Double(step) / 2
            _ = machine.handle(.seen(at: seconds(now)))
            _ = machine.handle(.tick(at: seconds(now), reading(undecodable: 0, rate: 2)))
        }
        #expect(machine.state.name == "degraded")
        #expect(machine.handle(.tick(at: seconds(18.1), reading(undecodable: 0, rate: 0)))?.name == "blind")
    }

    @Test func finishedFootageAndFailedSourcesAreBlind() {
        var machine = watching(until: 5)
        #expect(machine.handle(.ended(.finished, at: seconds(6)))?.reason?.code == "finished")
        #expect(machine.handle(.ended(.failed(unplugged), at: seconds(7)))?.reason?.code == "unplugged")
    }

    @Test func aSourceWithoutAKnownRateIsNeverDegradedForItsRate() {
        var machine = WatchMachine(blindAfter: 3, now: 0)
        let unknown = StreamFormat(pixelFormat: .grey, size: FrameSize(width: 8, height: 8), framesPerSecond: 0)
        _ = machine.handle(.streaming(unknown, at: 0))
        for step in 1...100 {
            let now = Double(step) / 2
            _ = machine.handle(.seen(at: seconds(now)))
            _ = machine.handle(.tick(at: seconds(now), reading(undecodable: 0, rate: 0.1)))
        }
        #expect(machine.state == .watching)
    }

    @Test func framesThatArriveAndAreNotLookedAtAreTheMachinesFaultAndNotTheCameras() {
        var machine = watching(until: 5)
        _ = machine.handle(.tick(at: seconds(5.5), reading(arrived: 50, rate: 10)))
        let state = machine.handle(.tick(at: seconds(8.1), reading(arrived: 90, rate: 10)))
        #expect(state?.reason?.code == "analysis-behind")
    }

    @Test func anOpenCameraWithoutFramesIsSilent() {
        var machine = watching(until: 5)
        _ = machine.handle(.tick(at: seconds(5.5), reading(arrived: 50, rate: 10)))
        let state = machine.handle(.tick(at: seconds(8.1), reading(arrived: 50, rate: 10)))
        #expect(state?.reason?.code == "no-frames")
    }

    @Test func aSlowAnalysisIsToldApartFromASlowCamera() {
        var machine = watching(until: 0.3)
        var codes: [String?] = []
        for step in 1...40 {
            let now = Double(step) / 2
            _ = machine.handle(.seen(at: seconds(now)))
            if let state = machine.handle(.tick(at: seconds(now), reading(rate: 2, arrivedRate: 10))) {
                codes.append(state.reason?.code)
            }
        }
        #expect(codes == ["analysis-behind"])
    }

    @Test func aReplugThatBringsOnlyDamageIsNoLongerCalledUnplugged() {
        var machine = watching(until: 5)
        _ = machine.handle(.lost(unplugged, at: seconds(6)))
        #expect(machine.handle(.tick(at: seconds(20), reading())) == nil)
        _ = machine.handle(.streaming(format, at: seconds(21)))
        #expect(machine.handle(.tick(at: seconds(22), reading(arrived: 60, undecodable: 1))) == nil)
        let state = machine.handle(.tick(at: seconds(24.1), reading(arrived: 90, undecodable: 30)))
        #expect(state?.reason?.code == "undecodable")
    }

    @Test(arguments: [SourceEnd.finished, .failed(SourceProblem(code: .denied, place: "x", cause: "y", mend: "z"))])
    func theReasonOfAnEndStays(end: SourceEnd) {
        var machine = watching(until: 5)
        let reason = machine.handle(.ended(end, at: seconds(6)))?.reason
        for step in 0..<40 {
            #expect(machine.handle(.tick(at: seconds(6 + Double(step) / 2), reading(arrived: 99))) == nil)
        }
        #expect(machine.state.reason == reason)
    }

    @Test func aCameraWhoseFramesAreMostlyDamagedIsDegraded() {
        var machine = watching(until: 0.3)
        var names: [String] = []
        for step in 1...80 {
            let now = Double(step) / 2
            _ = machine.handle(.seen(at: seconds(now)))
            var reading = reading(rate: 10)
            reading.patchedRate = now < 20 ? 9 : 0
            if let state = machine.handle(.tick(at: seconds(now), reading)) {
                names.append(state.reason?.code ?? state.name)
            }
        }
        #expect(names == ["damaged", "watching"])
    }
}
