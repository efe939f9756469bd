import Forwarding
import Journal
import Testing
import Timekeeping

@Suite("A delivery machine in a storm of alarms")
struct DeliveryStormTests {
    private func alarm(_ second: Int, rule: String = "fence", change: AlarmStep.Change = .opened, event: Int64)
        -> MachineWorld.Item
    {
        .init(
            lane: .alarm,
            alarm: AlarmStep(
                change, event: event, camera: "gate", rule: rule,
                time: UTCTime(nanoseconds: Int64(second) * 1_000_000_000)))
    }

    private func settings(sendsFolded: Bool) -> DeliverySettings {
        MachineWorld.settings {
            $0.stormLimit = 3
            $0.stormSeconds = 60
            $0.sendsFolded = sendsFolded
        }
    }

    @Test("sends the first at once and tells of the rest by a count")
    func folds() {
        var world = MachineWorld(
            (1...20).map { alarm($0, event: Int64($0)) }, settings: settings(sendsFolded: false))
        world.run()
        #expect(world.accepted == [1, 2, 3])
        #expect(world.summaries == [StormSummary(camera: "gate", rule: "fence", first: 4, last: 20, count: 17)])
        #expect(world.cursors[.alarm] == 20 && world.cursors[.routine] == 20)
    }

    @Test("gives what is folded to who keeps the whole log, by the routine lane")
    func wholeLog() {
        var world = MachineWorld((1...20).map { alarm($0, event: Int64($0)) }, settings: settings(sendsFolded: true))
        world.run()
        #expect(world.accepted == Array(1...20))
        #expect(world.log.first?.seqs == [1, 2, 3])
        #expect(world.summaries.count == 1)
    }

    @Test("tells rules apart, and begins anew in the next window")
    func windows() {
        var items: [MachineWorld.Item] = []
        for second in 0..<4 { items.append(alarm(second, rule: "a", event: Int64(items.count + 1))) }
        for second in 4..<7 { items.append(alarm(second, rule: "b", event: Int64(items.count + 1))) }
        for second in 60..<63 { items.append(alarm(second, rule: "a", event: Int64(items.count + 1))) }
        var world = MachineWorld(items, settings: settings(sendsFolded: false))
        world.run()
        #expect(world.accepted == [1, 2, 3, 5, 6, 7, 8, 9, 10])
        #expect(world.summaries.map(\.count) == [1])
    }

    @Test("folds with an alarm what changes and ends it")
    func wholeAlarms() {
        var items = (1...5).map { alarm($0, event: Int64($0)) }
        items.append(alarm(6, change: .updated, event: 1))
        items.append(alarm(6, change: .updated, event: 5))
        items.append(alarm(7, change: .closed, event: 5))
        items.append(alarm(7, change: .closed, event: 1))
        var world = MachineWorld(items, settings: settings(sendsFolded: false))
        world.run()
        #expect(world.accepted == [1, 2, 3, 6, 9])
    }

    @Test("counts nothing twice when a request fails in the middle")
    func failures() {
        var left = 3
        var world = MachineWorld((1...20).map { alarm($0, event: Int64($0)) }, settings: settings(sendsFolded: false)) {
            _ in
            left -= 1
            return left >= 0 ? MachineWorld.unreachable : .accepted
        }
        world.run()
        #expect(world.accepted == [1, 2, 3])
        #expect(world.summaries.map(\.count).reduce(0, +) == 17)
    }

    @Test("keeps its cursor before what no summary has told of, so that a crash loses none")
    func crash() {
        var world = MachineWorld((1...20).map { alarm($0, event: Int64($0)) }, settings: settings(sendsFolded: false))
        world.run(patience: 10)
        #expect(world.accepted == [1, 2, 3] && world.summaries.isEmpty)
        #expect(world.cursors[.alarm] ?? 0 <= 3)
        world.restart()
        world.run()
        #expect(world.summaries.map(\.count).reduce(0, +) + world.accepted.count == 20)
        #expect(world.cursors[.alarm] == 20)
    }

    @Test("folds nothing for assistance, and nothing where it is switched off")
    func never() {
        var items = (1...20).map { alarm($0, event: Int64($0)) }
        for index in items.indices { items[index].lane = .assistance }
        var world = MachineWorld(items, settings: settings(sendsFolded: false))
        world.run()
        #expect(world.accepted.count == 20 && world.summaries.isEmpty)

        var off = settings(sendsFolded: false)
        off.stormLimit = 0
        var plain = MachineWorld((1...20).map { alarm($0, event: Int64($0)) }, settings: off)
        plain.run()
        #expect(plain.accepted.count == 20 && plain.summaries.isEmpty)
    }

    @Test("tells at most once a window while a storm lasts")
    func lasting() {
        var world = MachineWorld([], settings: settings(sendsFolded: false))
        for second in 0..<600 {
            world.items.append(alarm(second, event: Int64(second + 1)))
            world.pass(seconds: 1)
            world.run(patience: 0.5)
        }
        world.run()
        #expect(world.accepted.count <= 3 * 11)
        let windows = Int(world.now.seconds(since: MonotonicTime(nanoseconds: 1_000_000_000_000)) / 60)
        #expect(world.summaries.count <= windows + 1 && world.summaries.count >= 8)
        #expect(world.summaries.map(\.count).reduce(0, +) + world.accepted.count == 600)
    }
}
