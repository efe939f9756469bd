import Capture
import Detection
import Forwarding
import Imaging
import Logging
import Station
import Testing

/// From two configurations to what is to be done: the untouched stays untouched.
@Suite struct ReloadPlanTests {
    private static func camera(_ name: String, device: String? = nil) -> CameraConfiguration {
        CameraConfiguration(
            name: name, source: .device(V4L2SourceConfiguration(device: device ?? "/dev/v4l/by-id/\(name)")))
    }

    private static var base: SiteConfiguration {
        var configuration = SiteConfiguration(site: "post", cameras: [camera("gate"), camera("yard")])
        configuration.destinations = [
            Destination(name: "sector", url: "https://sector.invalid/"),
            Destination(name: "broker", url: "mqtts://broker.invalid:8883"),
        ]
        return configuration
    }

    private static func square(_ side: Double) -> [NormalizedPoint] {
        [.init(x: 0, y: 0), .init(x: side, y: 0), .init(x: side, y: side), .init(x: 0, y: side)]
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var change: @Sendable (inout SiteConfiguration) -> Void
        var actions: [String]

        init(_ name: String, _ actions: [String], _ change: @escaping @Sendable (inout SiteConfiguration) -> Void) {
            testDescription = name
            self.actions = actions
            self.change = change
        }
    }

    private static let cases: [Case] = [
        Case("nothing", []) { _ in },
        Case("another order", []) { $0.cameras.reverse() },
        Case("a new camera", ["camera door is started"]) { $0.cameras.append(camera("door")) },
        Case("one camera less", ["camera gate is removed"]) { $0.cameras.removeFirst() },
        Case("a camera gets another name", ["camera gate is removed", "camera door is started"]) {
            $0.cameras[0] = camera("door", device: "/dev/v4l/by-id/gate")
        },
        Case(
            "two cameras swap their devices",
            [
                "camera gate is stopped", "camera yard is stopped", "camera gate is started", "camera yard is started",
            ]
        ) {
            $0.cameras = [
                camera("gate", device: "/dev/v4l/by-id/yard"), camera("yard", device: "/dev/v4l/by-id/gate"),
            ]
        },
        Case("a mask", ["camera gate is stopped", "camera gate is started"]) {
            $0.cameras[0].masks = [PrivacyMask(polygon: square(0.3))]
        },
        Case("the time until blind", ["camera yard is watched by other limits"]) {
            $0.cameras[1].blindAfterSeconds = 9
        },
        Case("what it must see", ["camera yard is watched by other limits"]) {
            $0.cameras[1].watch.lowestRate = 0.9
        },
        Case("recording is switched off", ["camera yard is stopped", "camera yard is started"]) {
            $0.cameras[1].recording.isEnabled = false
        },
        Case("the memory of a recording", ["camera yard is stopped", "camera yard is started"]) {
            $0.cameras[1].recording.memoryBytes *= 2
        },
        Case("a zone and a rule", ["camera gate gets other rules"]) {
            $0.cameras[0].zones = [Zone(name: "z", polygon: square(0.3))]
            $0.cameras[0].rules = [Rule(name: "r", condition: .intrusion(zone: "z"))]
        },
        Case("a tripwire", ["camera gate gets other rules"]) {
            $0.cameras[0].tripwires = [Tripwire(name: "t", points: [.init(x: 0, y: 0), .init(x: 1, y: 1)])]
        },
        Case("a zone that is excluded", ["camera gate is analysed anew"]) {
            $0.cameras[0].zones = [Zone(name: "trees", role: .exclude, polygon: square(0.3))]
        },
        Case("sensitivity and a rule", ["camera gate is analysed anew"]) {
            $0.cameras[0].analysis.sensitivity = 7
            $0.cameras[0].rules = [Rule(name: "r", condition: .intrusion(zone: nil))]
        },
        Case("how long recordings are", ["camera gate keeps other things of its events"]) {
            $0.cameras[0].recording.postrollSeconds += 1
        },
        Case("pictures", ["camera gate keeps other things of its events"]) { $0.cameras[0].snapshot.quality = 50 },
        Case("rules and recordings", ["camera gate gets other rules", "camera gate keeps other things of its events"]) {
            $0.cameras[0].rules = [Rule(name: "r", condition: .intrusion(zone: nil))]
            $0.cameras[0].recording.longestSeconds += 10
        },
        Case("retention", ["limits of space and time are others"]) { $0.retention.eventsSeconds = 86_400 * 99 },
        Case("free space", ["limits of space and time are others"]) { $0.storage.keepFreeBytes *= 2 },
        Case(
            "a destination less", ["destination sector is removed", "limits of space and time are others"]
        ) { $0.destinations.removeFirst() },
        Case("a new destination", ["limits of space and time are others", "destination second is added"]) {
            $0.destinations.append(Destination(name: "second", url: "https://second.invalid/"))
        },
        Case("where a destination is", ["destination sector is served in another way"]) {
            $0.destinations[0].url = "https://other.invalid/"
        },
        Case("the log's level", ["the log begins at debug"]) { $0.log.level = .debug },
        Case(
            "a device moves to a new camera, and much else",
            [
                "camera gate is removed", "camera yard gets other rules", "destination broker is removed",
                "limits of space and time are others", "destination second is added", "camera door is started",
            ]
        ) {
            $0.cameras[0] = camera("door", device: "/dev/v4l/by-id/gate")
            $0.cameras[1].rules = [Rule(name: "r", condition: .intrusion(zone: nil))]
            $0.destinations[1] = Destination(name: "second", url: "https://second.invalid/")
        },
    ]

    @Test(arguments: cases) func whatIsOtherIsDoneAndNothingElse(_ test: Case) {
        var changed = Self.base
        test.change(&changed)
        let plan = ReloadPlan(from: Self.base, to: changed)
        #expect(plan.actions.map { "\($0)" } == test.actions)
        #expect(plan.obstacles.isEmpty)
    }

    @Test(arguments: cases) func theWayBackTouchesTheSameCameras(_ test: Case) {
        var changed = Self.base
        test.change(&changed)
        let untouched = Self.base.cameras.filter { camera in changed.cameras.contains(camera) }.map(\.name)
        for plan in [ReloadPlan(from: Self.base, to: changed), ReloadPlan(from: changed, to: Self.base)] {
            for name in untouched {
                #expect(!plan.actions.contains { "\($0)".contains("camera \(name) ") })
            }
        }
    }

    @Test func aMasksNameTouchesNothing() {
        var (old, new) = (Self.base, Self.base)
        old.cameras[0].masks = [PrivacyMask(name: "window", polygon: Self.square(0.3))]
        new.cameras[0].masks = [PrivacyMask(name: "door", polygon: Self.square(0.3))]
        #expect(ReloadPlan(from: old, to: new).actions.isEmpty)
    }

    private static let restarts: [(String, @Sendable (inout SiteConfiguration) -> Void)] = [
        ("site", { $0.site = "other" }),
        ("console.listen", { $0.console.listen.port = 9000 }),
        ("storage.reserve", { $0.storage.reserveBytes *= 2 }),
        ("storage.checkpoint", { $0.storage.checkpointSeconds += 1 }),
    ]

    @Test(arguments: 0..<4) func whatNeedsARestartIsSaidWithItsKey(_ index: Int) {
        var changed = Self.base
        Self.restarts[index].1(&changed)
        let plan = ReloadPlan(from: Self.base, to: changed)
        #expect(plan.obstacles.count == 1)
        #expect(plan.obstacles.first?.hasPrefix("\(Self.restarts[index].0) is ") == true)
        #expect(plan.obstacles.first?.hasSuffix("restart to change it") == true)
    }

    @Test func everyObstacleIsSaidAtOnce() {
        var changed = Self.base
        for (_, change) in Self.restarts { change(&changed) }
        #expect(ReloadPlan(from: Self.base, to: changed).obstacles.count == Self.restarts.count)
    }

    /// Nothing works by the name of a mask; the others cannot be changed alone, and have cases of their own.
    private static let notAlone: Set = [
        "cameras[].masks[].name", "cameras[].rules[].kind", "cameras[].tripwires[].name", "cameras[].zones[].role",
    ]

    @Test(
        arguments: ConfigurationSchemaTests.changes.indices.filter {
            !notAlone.contains(ConfigurationSchemaTests.changes[$0].key)
        })
    func everyKeyOfTheConfigurationIsTakenUpOrNeedsARestart(_ index: Int) throws {
        let change = ConfigurationSchemaTests.changes[index]
        let full = try SiteConfiguration.parse(ConfigurationSchemaTests.document)
        let text = try ConfigurationSchemaTests.changed(change.line, change.replacement)
        let plan = ReloadPlan(from: full, to: try SiteConfiguration.parse(text))
        #expect(!plan.actions.isEmpty || !plan.obstacles.isEmpty, "\(change.key)")
    }
}
