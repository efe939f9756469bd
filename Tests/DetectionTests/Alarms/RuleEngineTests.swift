import Detection
import Imaging
import Testing

@Suite struct RuleEngineTests {
    static let size = FrameSize(width: 200, height: 100)

    /// A box of 0.05 × 0.2 whose foot is at (x, y).
    static func track(_ id: Int, _ x: Double, _ y: Double, _ state: Track.State = .confirmed) -> Track {
        Track(id: id, state: state, box: NormalizedBox(x: x - 0.025, y: y - 0.2, width: 0.05, height: 0.2))
    }

    static func seconds(_ value: Double) -> Int64 { Int64(value * 1e9) }

    static let square = [
        NormalizedPoint(x: 0.4, y: 0.4), NormalizedPoint(x: 0.6, y: 0.4), NormalizedPoint(x: 0.6, y: 0.6),
        NormalizedPoint(x: 0.4, y: 0.6),
    ]

    static func intrusion(quiet: Double = 3) -> RuleEngine {
        RuleEngine(
            settings: DetectionSettings(
                zones: [Zone(name: "yard", polygon: square)],
                rules: [Rule(name: "yard", condition: .intrusion(zone: "yard"), quietSeconds: quiet)]),
            size: size)
    }

    static func crossing(
        _ points: [NormalizedPoint] = [NormalizedPoint(x: 0.5, y: 0), NormalizedPoint(x: 0.5, y: 1)],
        _ direction: Tripwire.Direction? = nil
    ) -> RuleEngine {
        RuleEngine(
            settings: DetectionSettings(
                tripwires: [Tripwire(name: "gate", points: points)],
                rules: [Rule(name: "gate", condition: .crossing(tripwire: "gate", direction: direction))]),
            size: size)
    }

    /// Shows one track at each foot in turn, ten a second; returns all changes.
    static func walk(_ engine: RuleEngine, _ feet: [(Double, Double)], id: Int = 1, from start: Double = 0)
        -> [AlarmChange]
    {
        var changes: [AlarmChange] = []
        for (index, foot) in feet.enumerated() {
            engine.update([track(id, foot.0, foot.1)], at: seconds(start + Double(index) / 10))
            changes += engine.changes
        }
        return changes
    }

    // MARK: Other rules

    private static let yard = Zone(name: "yard", polygon: square)
    private static let wire = Tripwire(
        name: "gate", points: [NormalizedPoint(x: 0.5, y: 0), NormalizedPoint(x: 0.5, y: 1)])
    private static let inYard = Rule(name: "yard", condition: .intrusion(zone: "yard"))
    private static let overWire = Rule(name: "gate", condition: .crossing(tripwire: "gate", direction: nil))

    private static func settings(_ rules: [Rule], _ zone: Zone = yard) -> DetectionSettings {
        DetectionSettings(zones: [zone], tripwires: [wire], rules: rules)
    }

    @Test func aRuleThatIsAsItWasKeepsItsAlarmWhereverItStandsInTheList() {
        let former = RuleEngine(settings: Self.settings([Self.overWire, Self.inYard]), size: Self.size)
        former.update([Self.track(1, 0.45, 0.5)], at: 0)
        #expect(former.changes.opened.count == 1)
        let engine = RuleEngine(
            settings: Self.settings([Self.inYard, Rule(name: "all", condition: .intrusion(zone: nil))]),
            size: Self.size, continuing: former)
        #expect(engine.changes.isEmpty)
        engine.update([Self.track(1, 0.45, 0.5)], at: Self.seconds(0.1))
        #expect(engine.changes.opened.map(\.rule) == ["all"])
        #expect(engine.changes.opened.map(\.id) == [2])
        engine.update([], at: Self.seconds(9))
        #expect(engine.changes.count == 2)
    }

    @Test func aZoneThatWasMovedEndsItsAlarmAndIsAlarmedAnew() {
        let former = RuleEngine(settings: Self.settings([Self.inYard]), size: Self.size)
        former.update([Self.track(1, 0.5, 0.5)], at: 0)
        let moved = Zone(name: "yard", polygon: Self.square.map { NormalizedPoint(x: $0.x + 0.3, y: $0.y) })
        let engine = RuleEngine(settings: Self.settings([Self.inYard], moved), size: Self.size, continuing: former)
        #expect(engine.changes == former.changes.opened.map { .closed($0) })
        engine.update([Self.track(1, 0.5, 0.5)], at: Self.seconds(0.1))
        #expect(engine.changes.isEmpty)
        engine.update([Self.track(1, 0.8, 0.5)], at: Self.seconds(0.2))
        #expect(engine.changes.opened.map(\.id) == [2])
    }

    @Test func aCrossingUnderWayIsNotForgotten() {
        let former = RuleEngine(settings: Self.settings([Self.overWire]), size: Self.size)
        // Over the line, and not clear of it yet.
        for (index, x) in [0.45, 0.495, 0.505].enumerated() {
            former.update([Self.track(1, x, 0.5)], at: Self.seconds(Double(index) / 10))
        }
        #expect(former.changes.isEmpty)
        let engine = RuleEngine(
            settings: Self.settings([Self.inYard, Self.overWire]), size: Self.size, continuing: former)
        engine.update([Self.track(1, 0.58, 0.5)], at: Self.seconds(0.3))
        #expect(engine.changes.opened.map(\.rule) == ["yard", "gate"])
    }

    @Test func aTrackIsCountedOnceAcrossTheChange() {
        let former = RuleEngine(settings: Self.settings([Self.inYard]), size: Self.size)
        let both = [Self.track(1, 0.45, 0.5), Self.track(2, 0.55, 0.5)]
        former.update(both, at: 0)
        let engine = RuleEngine(
            settings: Self.settings([Self.overWire, Self.inYard]), size: Self.size, continuing: former)
        engine.update(both, at: Self.seconds(0.1))
        #expect(engine.changes.isEmpty)
    }

    // MARK: Intrusion

    @Test(arguments: [
        (0.5, 0.5, true), (0.5, 0.65, true), (0.5, 0.75, false), (0.3, 0.5, false), (0.7, 0.5, false),
        (0.5, 0.35, false),
    ])
    func footOrCentreInTheZoneOpensAnAlarm(x: Double, y: Double, alarms: Bool) {
        let engine = Self.intrusion()
        engine.update([Self.track(1, x, y)], at: 0)
        #expect(engine.changes.opened.count == (alarms ? 1 : 0))
    }

    @Test(arguments: [Track.State.tentative, .stopped])
    func onlyConfirmedTracksOpenAnAlarm(state: Track.State) {
        let engine = Self.intrusion()
        engine.update([Self.track(1, 0.5, 0.5, state)], at: 0)
        #expect(engine.changes.isEmpty)
    }

    @Test func alarmStaysOpenThroughShortAbsenceAndClosesAfterQuiet() throws {
        let engine = Self.intrusion(quiet: 2)
        engine.update([Self.track(1, 0.5, 0.5)], at: 0)
        let alarm = try #require(engine.changes.opened.first)
        #expect(alarm.place == "yard" && alarm.rule == "yard" && alarm.kind == .intrusion && alarm.trackCount == 1)
        engine.update([], at: Self.seconds(1))
        #expect(engine.changes.isEmpty)
        engine.update([Self.track(1, 0.5, 0.5)], at: Self.seconds(1.9))
        #expect(engine.changes.isEmpty)
        engine.update([], at: Self.seconds(3.9))
        #expect(engine.changes.isEmpty)
        engine.update([], at: Self.seconds(4))
        let closed = try #require(engine.changes.closed.first)
        #expect(closed.id == alarm.id && closed.began == 0 && closed.last == Self.seconds(1.9))
        engine.update([], at: Self.seconds(9))
        #expect(engine.changes.isEmpty)
    }

    @Test func trackThatStopsLetsTheAlarmClose() {
        let engine = Self.intrusion(quiet: 1)
        engine.update([Self.track(1, 0.5, 0.5)], at: 0)
        engine.update([Self.track(1, 0.5, 0.5, .stopped)], at: Self.seconds(0.9))
        #expect(engine.changes.isEmpty)
        engine.update([Self.track(1, 0.5, 0.5, .stopped)], at: Self.seconds(1.1))
        #expect(engine.changes.closed.count == 1)
    }

    @Test func secondTrackUpdatesTheSameAlarmOnce() {
        let engine = Self.intrusion()
        engine.update([Self.track(1, 0.5, 0.5)], at: 0)
        engine.update([Self.track(1, 0.5, 0.5), Self.track(2, 0.45, 0.5)], at: Self.seconds(0.1))
        guard case .updated(let alarm)? = engine.changes.first else {
            Issue.record("no update: \(engine.changes)")
            return
        }
        #expect(alarm.trackCount == 2 && alarm.id == 1 && alarm.track == 1)
        engine.update([Self.track(1, 0.5, 0.5), Self.track(2, 0.45, 0.5)], at: Self.seconds(0.2))
        #expect(engine.changes.isEmpty)
    }

    @Test func clearlyLargerBoxUpdatesTheAlarm() {
        let engine = Self.intrusion()
        engine.update([Self.track(1, 0.5, 0.5)], at: 0)
        var near = Self.track(1, 0.5, 0.5)
        near.box = NormalizedBox(x: 0.45, y: 0.2, width: 0.1, height: 0.3)
        engine.update([near], at: Self.seconds(0.1))
        #expect(engine.changes == [.updated(engine.changes.first?.alarm ?? .none)])
        engine.update([near], at: Self.seconds(0.2))
        #expect(engine.changes.isEmpty)
    }

    @Test func hoursWithoutFramesCloseTheOldAlarmAndOpenANewOne() {
        let engine = Self.intrusion()
        engine.update([Self.track(1, 0.5, 0.5)], at: 0)
        engine.update([Self.track(1, 0.5, 0.5)], at: Self.seconds(7200))
        #expect(engine.changes.closed.map(\.id) == [1])
        #expect(engine.changes.opened.map(\.id) == [2])
    }

    @Test func finishClosesWhatIsOpenOnce() {
        let engine = Self.intrusion()
        engine.update([Self.track(1, 0.5, 0.5)], at: 0)
        engine.finish()
        #expect(engine.changes.closed.count == 1)
        engine.finish()
        #expect(engine.changes.isEmpty)
    }

    @Test func changesComeInTheOrderOfTheRules() {
        let engine = RuleEngine(
            settings: DetectionSettings(
                zones: [Zone(name: "yard", polygon: Self.square)],
                rules: [
                    Rule(name: "b", condition: .intrusion(zone: "yard"), quietSeconds: 1),
                    Rule(name: "a", condition: .intrusion(zone: nil), quietSeconds: 1),
                ]),
            size: Self.size)
        engine.update([Self.track(1, 0.5, 0.5)], at: 0)
        #expect(engine.changes.opened.map(\.rule) == ["b", "a"])
        engine.update([Self.track(2, 0.1, 0.9)], at: Self.seconds(5))
        #expect(engine.changes.map { $0.alarm.rule } == ["b", "a", "a"])
    }

    @Test func ruleWithoutItsZoneOrTripwireNeverAlarms() {
        let engine = RuleEngine(
            settings: DetectionSettings(
                zones: [Zone(name: "hidden", role: .exclude, polygon: Self.square)],
                rules: [
                    Rule(name: "a", condition: .intrusion(zone: "missing")),
                    Rule(name: "b", condition: .intrusion(zone: "hidden")),
                    Rule(name: "c", condition: .crossing(tripwire: "missing", direction: nil)),
                ]),
            size: Self.size)
        #expect(Self.walk(engine, [(0.1, 0.5), (0.5, 0.5), (0.9, 0.5)]).isEmpty)
    }

    // MARK: Crossing

    /// The line runs down the image: its left, side a, is the right half of the picture.
    @Test func directionFollowsTheSidesOfTheLine() throws {
        let toLeft = Self.walk(Self.crossing(), [(0.7, 0.5), (0.52, 0.5), (0.45, 0.5)])
        #expect(toLeft.opened.map(\.direction) == [.aToB] && toLeft.closed.count == 1)
        let toRight = Self.walk(Self.crossing(), [(0.3, 0.5), (0.48, 0.5), (0.55, 0.5)])
        #expect(toRight.opened.map(\.direction) == [.bToA])
        let level = [NormalizedPoint(x: 0, y: 0.5), NormalizedPoint(x: 1, y: 0.5)]
        let down = Self.walk(Self.crossing(level), [(0.5, 0.3), (0.5, 0.7)])
        #expect(down.opened.map(\.direction) == [.aToB], "walking right, the left side is up")
    }

    @Test func crossingOpensAndClosesInOneFrame() {
        let engine = Self.crossing()
        engine.update([Self.track(1, 0.3, 0.5)], at: 0)
        engine.update([Self.track(1, 0.7, 0.5)], at: Self.seconds(0.1))
        #expect(engine.changes.count == 2 && engine.changes.opened == engine.changes.closed)
        #expect(engine.changes.opened.first?.began == Self.seconds(0.1))
    }

    @Test(arguments: [(Tripwire.Direction.aToB, 1), (.bToA, 1)])
    func onlyTheWantedDirectionAlarms(direction: Tripwire.Direction, count: Int) {
        let wire = [NormalizedPoint(x: 0.5, y: 0), NormalizedPoint(x: 0.5, y: 1)]
        let changes = Self.walk(Self.crossing(wire, direction), [(0.3, 0.5), (0.7, 0.5), (0.3, 0.5)])
        #expect(changes.opened.map(\.direction) == [direction])
    }

    @Test func boxThatJittersOnTheLineIsOneCrossingOrNone() {
        var feet: [(Double, Double)] = [(0.4, 0.5)]
        for index in 0..<50 { feet.append((index % 2 == 0 ? 0.505 : 0.495, 0.5)) }
        #expect(Self.walk(Self.crossing(), feet + [(0.6, 0.5)]).opened.count == 1)
        #expect(Self.walk(Self.crossing(), feet + [(0.4, 0.5)]).opened.isEmpty)
        #expect(Self.walk(Self.crossing(), feet).opened.isEmpty)
    }

    @Test func eachPassageCounts() {
        let changes = Self.walk(Self.crossing(), [(0.3, 0.5), (0.7, 0.5), (0.3, 0.5), (0.7, 0.5)])
        #expect(changes.opened.map(\.direction) == [.bToA, .aToB, .bToA])
        #expect(changes.opened.map(\.id) == [1, 2, 3])
    }

    @Test func pathThroughACornerOfTheLineIsOneCrossing() {
        let bent = [NormalizedPoint(x: 0.5, y: 0), NormalizedPoint(x: 0.5, y: 0.5), NormalizedPoint(x: 0.5, y: 1)]
        #expect(Self.walk(Self.crossing(bent), [(0.3, 0.5), (0.7, 0.5)]).opened.count == 1)
        #expect(Self.walk(Self.crossing(bent), [(0.3, 0.5), (0.5, 0.5), (0.7, 0.5)]).opened.count == 1)
        #expect(Self.walk(Self.crossing(bent), [(0.3, 0.5), (0.5, 0.5), (0.3, 0.5)]).opened.isEmpty)
    }

    @Test func wayAroundTheEndOfTheLineIsNoCrossing() {
        let short = [NormalizedPoint(x: 0.5, y: 0), NormalizedPoint(x: 0.5, y: 0.3)]
        #expect(Self.walk(Self.crossing(short), [(0.3, 0.2), (0.3, 0.7), (0.7, 0.7), (0.7, 0.2)]).opened.isEmpty)
    }

    @Test func crossingWhileTentativeCountsOnceConfirmed() {
        let engine = Self.crossing()
        engine.update([Self.track(1, 0.4, 0.5, .tentative)], at: 0)
        engine.update([Self.track(1, 0.6, 0.5, .tentative)], at: Self.seconds(0.1))
        #expect(engine.changes.isEmpty)
        engine.update([Self.track(1, 0.65, 0.5)], at: Self.seconds(0.2))
        #expect(engine.changes.opened.map(\.direction) == [.bToA])
        engine.update([Self.track(1, 0.7, 0.5)], at: Self.seconds(0.3))
        #expect(engine.changes.isEmpty)
    }

    @Test func twoTracksThatCrossTogetherAreTwoAlarms() {
        let engine = Self.crossing()
        engine.update([Self.track(1, 0.4, 0.5), Self.track(2, 0.6, 0.8)], at: 0)
        engine.update([Self.track(1, 0.6, 0.5), Self.track(2, 0.4, 0.8)], at: Self.seconds(0.1))
        #expect(engine.changes.opened.map(\.direction) == [.bToA, .aToB])
        #expect(engine.changes.opened.map(\.track) == [1, 2])
    }

    /// Passages with jitter of the foot, stops on the line and turns: the count is that of the clear changes of side.
    @Test func thousandPassagesWithJitterAreCountedExactly() {
        let engine = Self.crossing()
        var state: UInt64 = 7
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var now = 0.0
        var counted = 0
        var passages = 0
        for id in 1...1000 {
            let turnsBack = random(4) == 0
            let fromLeft = random(2) == 0
            var feet: [(Double, Double)] = []
            for index in 0...10 { feet.append((0.3 + 0.02 * Double(index) - 0.01 * Double(random(2)), 0.5)) }
            for _ in 0..<random(20) { feet.append((0.5 + Double(random(21) - 10) / 1000, 0.5)) }
            for index in 1...10 {
                feet.append((turnsBack ? 0.5 - 0.02 * Double(index) : 0.5 + 0.02 * Double(index), 0.5))
            }
            if !fromLeft { feet = feet.map { (1 - $0.0, $0.1) } }
            let changes = Self.walk(engine, feet, id: id, from: now)
            now += 100
            counted += changes.opened.count
            if turnsBack {
                #expect(changes.isEmpty)
            } else {
                passages += 1
                #expect(changes.opened.map(\.direction) == [fromLeft ? .bToA : .aToB])
            }
        }
        #expect(counted == passages)
    }

    @Test func memoryOfTracksIsBounded() {
        let engine = Self.crossing()
        for frame in 0..<50 {
            engine.update((0..<500).map { Self.track(frame * 500 + $0, 0.5, 0.5) }, at: Self.seconds(Double(frame)))
        }
        let changes = Self.walk(engine, [(0.3, 0.5), (0.7, 0.5)], id: 1_000_000, from: 100)
        #expect(changes.opened.count == 1)
    }
}

extension AlarmChange {
    var alarm: Alarm {
        switch self {
        case .opened(let alarm), .updated(let alarm), .closed(let alarm): alarm
        }
    }
}

extension Alarm {
    static var none: Alarm {
        Alarm(
            id: 0, rule: "", kind: .intrusion, place: nil, direction: nil, track: 0,
            box: NormalizedBox(x: 0, y: 0, width: 0, height: 0), began: 0, last: 0, trackCount: 0)
    }
}
