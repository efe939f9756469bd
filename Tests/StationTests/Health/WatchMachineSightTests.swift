import Capture
import Detection
import Imaging
import Station
import Testing

/// What pictures show, and how it goes together with whether they come.
struct WatchMachineSightTests {
    private let format = StreamFormat(
        pixelFormat: .mjpeg, size: FrameSize(width: 640, height: 360), framesPerSecond: 10)

    private func seconds(_ value: Double) -> Int64 { Int64(value * 1e9) }

    private func watching(_ limits: WatchLimits = .standard) -> WatchMachine {
        var machine = WatchMachine(blindAfter: 3, limits: limits, now: 0)
        _ = machine.handle(.streaming(format, at: seconds(0.1)))
        _ = machine.handle(.seen(at: seconds(0.2)))
        return machine
    }

    private func finding(_ symptom: SensorSymptom, blinds: Bool = false, percent: Int = 70) -> SensorFinding {
        SensorFinding(symptom: symptom, isBlinding: blinds, percent: percent)
    }

    @Test(arguments: SensorSymptom.allCases, [true, false])
    func everySymptomIsAStateWithCauseAndMendAndEndsByItself(symptom: SensorSymptom, blinds: Bool) {
        var machine = watching()
        let state = machine.handle(.diagnosed([finding(symptom, blinds: blinds)]))
        #expect(state?.name == (blinds ? "blind" : "degraded"))
        #expect(state?.reason?.code == symptom.rawValue)
        #expect(state?.reason?.detail.contains("; ") == true)
        #expect(machine.handle(.diagnosed([])) == .watching)
    }

    @Test func figuresThatChangeAreNoChangeOfState() {
        var machine = watching()
        #expect(machine.handle(.diagnosed([finding(.covered, percent: 70)])) != nil)
        #expect(machine.handle(.diagnosed([finding(.covered, percent: 77)])) == nil)
        #expect(machine.handle(.diagnosed([finding(.covered, blinds: true, percent: 99)]))?.name == "blind")
        #expect(machine.handle(.diagnosed([finding(.covered, percent: 60)]))?.name == "degraded")
    }

    @Test func seenFramesDoNotMakeACoveredCameraWatch() {
        var machine = watching()
        _ = machine.handle(.diagnosed([finding(.frozen, blinds: true)]))
        #expect(machine.handle(.seen(at: seconds(1))) == nil)
        let reading = WatchReading(arrived: 9, undecodable: 0, arrivedRate: 10, analysedRate: 10)
        #expect(machine.handle(.tick(at: seconds(1.5), reading)) == nil)
    }

    @Test func aCameraWithoutFramesIsBlindForThatWhateverItShowedLast() {
        var machine = watching()
        _ = machine.handle(.diagnosed([finding(.moved)]))
        let gone = SourceProblem(code: .unplugged, place: "/dev/video0", cause: "it went away", mend: "plug it in")
        #expect(machine.handle(.lost(gone, at: seconds(2)))?.reason?.code == "unplugged")
        _ = machine.handle(.streaming(format, at: seconds(3)))
        #expect(machine.handle(.seen(at: seconds(3.1)))?.reason?.code == "moved")
    }

    @Test func picturesThatAreOldAreStale() {
        var machine = watching()
        var codes: [String] = []
        for step in 1...80 {
            let now = Double(step) / 2
            _ = machine.handle(.seen(at: seconds(now)))
            let reading = WatchReading(
                arrived: 9, undecodable: 0, arrivedRate: 10, analysedRate: 10, pictureAge: now < 20 ? 6 : 0.1)
            if let state = machine.handle(.tick(at: seconds(now), reading)) {
                codes.append(state.reason?.code ?? state.name)
            }
        }
        #expect(codes == ["stale", "watching"])
    }

    @Test func aCameraThatAgreesToLessThanIsConfiguredIsDegraded() {
        var machine = watching(WatchLimits(configuredRate: 25))
        var details: [String] = []
        for step in 1...40 {
            let now = Double(step) / 2
            _ = machine.handle(.seen(at: seconds(now)))
            let reading = WatchReading(arrived: 9, undecodable: 0, arrivedRate: 10, analysedRate: 10)
            if let state = machine.handle(.tick(at: seconds(now), reading)) {
                details.append(state.reason?.detail ?? "")
            }
        }
        #expect(details.count == 1 && details.first?.contains("25.0 frames a second that are configured") == true)
    }

    @Test func otherLimitsHoldFromTheNextMomentOn() {
        var machine = watching()
        let reading = WatchReading(arrived: 9, undecodable: 0, arrivedRate: 10, analysedRate: 10)
        #expect(machine.handle(.tick(at: seconds(2), reading)) == nil)
        machine.adopt(blindAfter: 1, limits: .standard)
        #expect(machine.handle(.tick(at: seconds(2.1), reading))?.name == "blind")
        // A camera that is blind stays so until it delivers.
        machine.adopt(blindAfter: 30, limits: .standard)
        #expect(machine.handle(.tick(at: seconds(2.2), reading)) == nil)
        #expect(machine.state.name == "blind")
    }

    @Test func whatIsSwitchedOffIsNotLookedFor() {
        var machine = watching(WatchLimits(lowestRate: nil, staleSeconds: nil, configuredRate: 25))
        for step in 1...80 {
            let now = Double(step) / 2
            _ = machine.handle(.seen(at: seconds(now)))
            let reading = WatchReading(arrived: 9, undecodable: 0, arrivedRate: 1, analysedRate: 1, pictureAge: 9)
            #expect(machine.handle(.tick(at: seconds(now), reading)) == nil)
        }
    }
}
