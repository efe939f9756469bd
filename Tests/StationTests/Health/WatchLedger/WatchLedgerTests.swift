import Station
import TestKit
import Testing
import Timekeeping

@Suite struct WatchLedgerTests {
    private static let second: Int64 = 1_000_000_000
    private static let midnight = UTCTime(rfc3339: "2026-11-22T00:00:00Z")!  // a valid time

    /// Writes down a site's life as its journal would have it.
    private struct Life {
        var facts: [WatchFact] = []
        var boot = BootID("00000000-0000-4000-8000-000000000001")
        /// The truth, and what the site's clock says beyond it.
        var utc = WatchLedgerTests.midnight.nanoseconds
        var error: Int64 = 0
        var booted: Int64 = WatchLedgerTests.midnight.nanoseconds - 500 * WatchLedgerTests.second
        var boots = 1

        var now: TimeReading {
            TimeReading(
                boot: boot, monotonic: MonotonicTime(nanoseconds: utc - booted),
                utc: UTCTime(nanoseconds: utc + error), uncertainty: error == 0 ? 1_000_000 : nil)
        }

        mutating func pass(_ seconds: Double) { utc += Int64(seconds * 1e9) }

        mutating func say(_ kind: WatchFact.Kind) { facts.append(WatchFact(time: now, kind: kind)) }

        mutating func change(_ camera: String, _ state: String, _ reason: String? = nil) {
            say(.changed(camera: camera, WatchTime(state: state, reason: reason)))
        }

        mutating func begin(_ camera: String) {
            change(camera, "blind", "starting")
            change(camera, "watching")
        }

        mutating func start(_ cameras: [String]) {
            say(.started(cameras: cameras))
            for camera in cameras { change(camera, "watching") }
        }

        mutating func reboot() {
            boots += 1
            boot = BootID("00000000-0000-4000-8000-\(100_000_000_000 + boots)")
            booted = utc - 20 * WatchLedgerTests.second
        }

        func ledger() -> WatchLedger { WatchLedger(facts: facts, now: now) }
    }

    private func seconds(_ day: WatchDay?, _ state: String, _ reason: String? = nil) -> Double {
        Double(day?.times[WatchTime(state: state, reason: reason)] ?? 0) / 1e9
    }

    @Test func aScriptedDaySumsToTheWallClockAndFindsEveryOutage() throws {
        var life = Life()
        life.start(["gate", "yard"])
        life.pass(3600)
        life.change("gate", "blind", "unplugged")
        life.pass(95.5)
        life.change("gate", "watching")
        life.pass(7200)
        life.change("yard", "degraded", "covered")
        life.pass(300)
        life.change("yard", "blind", "covered")
        life.pass(42)
        life.change("yard", "watching")
        life.pass(1000)
        life.say(.stopped(after: 0))
        life.pass(61)
        life.start(["gate", "yard"])
        life.pass(86400)
        let days = life.ledger().days(from: Self.midnight)
        #expect(days.map(\.camera) == ["gate", "yard"])
        #expect(days.allSatisfy { $0.total == WatchLedger.day })
        #expect(seconds(days[0], "blind", "unplugged") == 95.5)
        #expect(seconds(days[0], "blind", "not-running") == 61)
        #expect(seconds(days[0], "watching") == 86400 - 95.5 - 61)
        #expect(seconds(days[1], "degraded", "covered") == 300)
        #expect(seconds(days[1], "blind", "covered") == 42)
        #expect(seconds(days[1], "watching") == 86400 - 300 - 42 - 61)
        #expect(days[1].nanoseconds(in: "blind") == 103 * Self.second)
    }

    @Test func aRunThatEndedWithoutAWordCountsFromItsLastSignOfLife() throws {
        var life = Life()
        life.start(["gate"])
        life.pass(1000)
        let last = life.now
        life.pass(500)
        life.reboot()
        life.say(.crashed(lastAlive: last))
        life.pass(2)
        life.start(["gate"])
        life.pass(100)
        let day = try #require(life.ledger().days(from: Self.midnight).first)
        #expect(seconds(day, "blind", "not-running") == 502)
        #expect(seconds(day, "watching") == 1100)
        #expect(day.total == 1602 * Self.second)
    }

    @Test(arguments: [3600, -3600, 0.5, -25_920_000] as [Double])
    func aStepOfTheClockChangesNoDuration(step: Double) throws {
        var life = Life()
        // The clock is wrong until it is set right.
        life.error = -Int64(step * 1e9)
        life.start(["gate"])
        life.pass(1000)
        life.change("gate", "blind", "no-frames")
        life.pass(30)
        life.error = 0
        life.say(.clock)
        life.pass(30)
        life.change("gate", "watching")
        life.pass(90000)
        let day = try #require(life.ledger().days(from: Self.midnight).first)
        #expect(seconds(day, "blind", "no-frames") == 60)
        #expect(day.total == WatchLedger.day)
    }

    @Test func aMachineThatSleepsDoesNotWatch() throws {
        var life = Life()
        life.start(["gate"])
        life.pass(100)
        life.utc += 50 * Self.second
        life.booted += 50 * Self.second
        life.say(.suspended(50 * Self.second))
        life.pass(10)
        let day = try #require(life.ledger().days(from: Self.midnight).first)
        #expect(seconds(day, "blind", "suspended") == 50)
        #expect(seconds(day, "watching") == 110)
    }

    @Test func aCameraThatIsTakenOutOfTheConfigurationHasNoTimeAfterThat() throws {
        var life = Life()
        life.start(["gate", "yard"])
        life.pass(100)
        life.say(.stopped(after: 0))
        life.pass(5)
        life.start(["gate"])
        life.pass(100)
        let days = life.ledger().days(from: Self.midnight)
        #expect(days.map(\.total) == [205 * Self.second, 105 * Self.second])
        #expect(life.ledger().days(from: UTCTime(nanoseconds: Self.midnight.nanoseconds - WatchLedger.day)).isEmpty)
    }

    /// Gate is removed while it watches, door is added, yard is stopped and started; none of it is a start of the site.
    @Test func aReloadBeginsAndEndsCamerasWhereItDid() throws {
        var life = Life()
        life.start(["gate", "yard"])
        life.pass(100)
        life.say(.removed(camera: "gate"))
        life.change("yard", "blind", "reconfigured")
        life.pass(3)
        life.change("yard", "blind", "starting")
        life.change("door", "blind", "starting")
        life.pass(7)
        life.change("yard", "watching")
        life.change("door", "watching")
        life.pass(1000)
        // What is said of a camera that is configured no more is nobody's time.
        life.change("gate", "watching")
        life.pass(90)
        let days = life.ledger().days(from: Self.midnight)
        #expect(days.map(\.camera) == ["door", "gate", "yard"])
        #expect(days.map(\.total) == [1097 * Self.second, 100 * Self.second, 1200 * Self.second])
        #expect(seconds(days[0], "blind", "starting") == 7 && seconds(days[0], "watching") == 1090)
        #expect(seconds(days[1], "watching") == 100)
        #expect(seconds(days[2], "blind", "reconfigured") == 3 && seconds(days[2], "blind", "starting") == 7)
        #expect(seconds(days[2], "watching") == 1190)
    }

    @Test func aStopCountsFromWhenTheCamerasWereStopped() throws {
        var life = Life()
        life.start(["gate"])
        life.pass(100)
        life.say(.stopped(after: 3 * Self.second))
        life.pass(10)
        life.start(["gate"])
        let day = try #require(life.ledger().days(from: Self.midnight).first)
        #expect(seconds(day, "watching") == 97 && seconds(day, "blind", "not-running") == 13)
    }

    /// A board without a battery for its clock, and without a network: each boot begins with the time of the last stop, or far in
    /// the future, and nothing ever says so.
    @Test(arguments: [-500, -86_400 * 365, 86_400 * 365, 3600] as [Int64])
    func aBootWhoseClockIsWrongAllItsLifeLosesNoTimeAndTakesNone(error: Int64) throws {
        var life = Life()
        let begin = life.utc
        life.start(["gate"])
        life.pass(1000)
        life.say(.stopped(after: 0))
        life.pass(100)
        life.reboot()
        life.error = error * Self.second
        life.start(["gate"])
        life.pass(800)
        life.say(.stopped(after: 0))
        life.pass(100)
        life.reboot()
        life.error = 0
        life.start(["gate"])
        life.pass(700)
        let ledger = life.ledger()
        #expect(zip(ledger.spans, ledger.spans.dropFirst()).allSatisfy { $0.end == $1.begin })
        #expect(ledger.spans.first?.begin.nanoseconds == begin && ledger.spans.last?.end.nanoseconds == life.utc)
        let day = try #require(ledger.days(from: Self.midnight).first)
        #expect(day.total == life.utc - begin)
        #expect(seconds(day, "watching") == 2500)
        #expect(day.nanoseconds(in: "blind") == 200 * Self.second)
    }

    @Test func whileTheClockIsWrongTheSumIsStillOfWhatPassed() throws {
        var life = Life()
        life.start(["gate"])
        life.pass(1000)
        life.say(.stopped(after: 0))
        life.pass(10)
        life.reboot()
        life.error = -500 * Self.second
        life.start(["gate"])
        life.pass(800)
        let ledger = life.ledger()
        #expect(zip(ledger.spans, ledger.spans.dropFirst()).allSatisfy { $0.end == $1.begin })
        #expect(ledger.days(from: Self.midnight).first?.nanoseconds(in: "watching") == 1800 * Self.second)
    }

    @Test(arguments: 1...40)
    func randomLivesLeaveNoGapAndSumToTheirDays(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let cameras = ["gate", "roof", "yard"]
        var life = Life()
        let begin = life.utc
        var truth: [String: Int64] = [:]
        var blind: Set<String> = []
        // A camera that reloads put in and take out, besides those that stay.
        var isIn = false
        var guest = (configured: Int64(0), watching: Int64(0))
        func pass(_ life: inout Life, isRunning: Bool) {
            let seconds = Double.random(in: 0.001...4000, using: &generator)
            let before = life.utc
            life.pass(seconds)
            if isIn { guest.configured += life.utc - before }
            if isIn, isRunning { guest.watching += life.utc - before }
            for camera in cameras where !isRunning || blind.contains(camera) {
                truth[camera, default: 0] += life.utc - before
            }
        }
        life.start(cameras)
        for _ in 0..<120 {
            pass(&life, isRunning: true)
            switch Int.random(in: 0..<10, using: &generator) {
            case 0, 1, 2:
                let camera = cameras.randomElement(using: &generator) ?? ""
                if blind.remove(camera) == nil {
                    blind.insert(camera)
                    life.change(camera, "blind", "unplugged")
                } else {
                    life.change(camera, "watching")
                }
            case 3:
                // Any error of the clock, as long as the boot ends with it set right.
                life.error = Int64.random(in: -7200...7200, using: &generator) * Self.second
                life.say(.clock)
                pass(&life, isRunning: true)
                life.error = 0
                life.say(.clock)
            case 4:
                life.say(.stopped(after: 0))
                pass(&life, isRunning: false)
                if Bool.random(using: &generator) { life.reboot() }
                life.start(cameras + (isIn ? ["guest"] : []))
                blind.removeAll()
            case 6:
                if isIn { life.say(.removed(camera: "guest")) } else { life.begin("guest") }
                isIn.toggle()
            case 7:
                // A camera is stopped and started for another configuration.
                let camera = cameras.randomElement(using: &generator) ?? ""
                life.change(camera, "blind", "reconfigured")
                blind.insert(camera)
                pass(&life, isRunning: true)
                life.begin(camera)
                blind.remove(camera)
            case 5:
                life.say(.clock)
                let last = life.now
                pass(&life, isRunning: false)
                if Bool.random(using: &generator) { life.reboot() }
                life.say(.crashed(lastAlive: last))
                life.start(cameras + (isIn ? ["guest"] : []))
                blind.removeAll()
            default: life.say(.clock)
            }
        }
        pass(&life, isRunning: true)
        let ledger = life.ledger()
        let ofGuest = ledger.spans.filter { $0.camera == "guest" }
        func sum(_ spans: [WatchSpan]) -> Int64 {
            spans.reduce(0) { $0 + $1.end.nanoseconds - $1.begin.nanoseconds }
        }
        #expect(sum(ofGuest) == guest.configured)
        #expect(sum(ofGuest.filter { $0.time.state == "watching" }) == guest.watching)
        for camera in cameras {
            let spans = ledger.spans.filter { $0.camera == camera }
            #expect(spans.first?.begin.nanoseconds == begin && spans.last?.end.nanoseconds == life.utc)
            #expect(zip(spans, spans.dropFirst()).allSatisfy { $0.end == $1.begin })
            var (total, notWatching) = (Int64(0), Int64(0))
            var day = Self.midnight
            while day.nanoseconds < life.utc {
                let end = min(day.nanoseconds + WatchLedger.day, life.utc)
                let found = ledger.days(from: day).first { $0.camera == camera }
                #expect(found?.total == end - day.nanoseconds)
                total += found?.total ?? 0
                notWatching += found?.nanoseconds(in: "blind") ?? 0
                day = UTCTime(nanoseconds: end)
            }
            #expect(total == life.utc - begin)
            #expect(notWatching == truth[camera] ?? 0)
        }
    }
}
