import Capture
import Detection
import Forwarding
import Imaging
import Journal
import Logging
import MerkleLog
import Station
import TestKit
import Testing
import Timekeeping

/// Another configuration is taken up whole or not at all, and what is configured as before does not notice.
@Suite(.timeLimit(.minutes(10)))
struct SiteReloadTests {
    private static func camera(_ name: String) -> CameraConfiguration {
        CameraConfiguration(
            name: name,
            source: .simulated(
                SimulatedSceneConfiguration(size: FrameSize(width: 160, height: 96), framesPerSecond: 20),
                pace: .realTime))
    }

    private static func post(_ cameras: String..., destinations: [String] = []) -> SiteConfiguration {
        var configuration = SiteConfiguration(site: "post", cameras: cameras.map { camera($0) })
        configuration.destinations = destinations.map { Destination(name: $0, url: "https://127.0.0.1:1/\($0)") }
        return configuration
    }

    /// A site that runs, in a folder of its own.
    private final class Bench {
        let folder: TemporaryDirectory
        let site: Site

        init(_ configuration: SiteConfiguration) throws {
            folder = try TemporaryDirectory()
            site = try Site(
                configuration: configuration, configurationText: "first", stateDirectory: folder.file("state"),
                clock: try SystemSiteClock(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            site.start()
        }

        func reload(_ configuration: SiteConfiguration, _ text: String = "second") async -> ReloadOutcome {
            await site.reload(.success((configuration, text)), farewell: 0.3)
        }

        /// Waits until every camera watches.
        func allWatch() async throws {
            while site.status().cameras.contains(where: { $0.watchState != .watching }) {
                try await Task.sleep(for: .milliseconds(10))
            }
        }

        func entries(_ kinds: EntryKind...) async throws -> [Entry] {
            await site.journal.settle()
            return try site.journal.reader.entries(
                after: 0, limit: 1000, matching: EntryFilter(kinds: Set(kinds)))
        }
    }

    @Test func camerasComeAndGoBesideOneThatDoesNotNotice() async throws {
        let bench = try Bench(Self.post("gate", "yard"))
        try await bench.allWatch()
        let before = try #require(bench.site.status().cameras.first { $0.name == "yard" })
        #expect(
            await bench.reload(Self.post("door", "yard"))
                == .applied(["camera gate is removed", "camera door is started"]))
        try await bench.allWatch()
        let cameras = bench.site.status().cameras
        #expect(cameras.map(\.name) == ["door", "yard"])
        #expect(cameras[1].source.delivered > before.source.delivered)
        #expect(try await bench.entries(.watchChanged).filter { $0.camera == "yard" }.count == 1)
        let change = try #require(try await bench.entries(.configurationChanged).last)
        #expect(change.payload["actions"] == ["camera gate is removed", "camera door is started"])
        #expect(change.payload["changes"] == ["-1: first", "+1: second"])
        try await bench.site.stop()
    }

    /// What a reload does to cameras is in the watch ledger, without a restart.
    @Test func theWatchLedgerKnowsWhatAReloadDid() async throws {
        let bench = try Bench(Self.post("gate", "yard"))
        try await bench.allWatch()
        var other = Self.post("door", "yard")
        other.cameras[1].recording.memoryBytes *= 2
        guard case .applied = await bench.reload(other) else {
            Issue.record("it was refused")
            return
        }
        try await bench.allWatch()
        let changes = try await bench.entries(.watchChanged).map { entry in
            "\(entry.camera ?? "") \(entry.payload["reason"]?.string ?? entry.payload["state"]?.string ?? "")"
        }
        #expect(changes.filter { $0.hasPrefix("gate") } == ["gate watching", "gate removed"])
        #expect(changes.filter { $0.hasPrefix("door") } == ["door starting", "door watching"])
        #expect(
            changes.filter { $0.hasPrefix("yard") }
                == ["yard watching", "yard reconfigured", "yard starting", "yard watching"])
        let reader = bench.site.journal.reader
        let now = try SystemSiteClock().reading()
        let begin = try #require(try reader.entries(after: 0, limit: 1).first).time.utc
        let ledger = try reader.watchLedger(day: begin, now: now)
        let last = Dictionary(ledger.spans.map { ($0.camera, $0) }, uniquingKeysWith: { $1 })
        #expect(last["gate"]?.time.state == "watching" && (last["gate"]?.end ?? now.utc) < now.utc)
        #expect(last["door"]?.time.state == "watching" && last["yard"]?.time.state == "watching")
        #expect(ledger.spans.contains { $0.camera == "yard" && $0.time.reason == "starting" })
        try await bench.site.stop()
    }

    @Test func aFileThatIsWrongChangesNothingAndIsAnEntry() async throws {
        let bench = try Bench(Self.post("gate"))
        let errors = ConfigurationErrors(
            file: "karaula.yaml",
            errors: [.init(position: .init(line: 3, column: 5), key: "cameras", message: "unknown key 'nmae'")])
        #expect(
            await bench.site.reload(.failure(errors)) == .refused(["karaula.yaml:3:5: unknown key 'nmae'"]))
        #expect(bench.site.status().cameras.map(\.name) == ["gate"])
        let refused = try await bench.entries(.configurationRefused)
        #expect(refused.map { $0.payload["reason"]?.string } == ["invalid"])
        #expect(refused.first?.payload["errors"] == ["karaula.yaml:3:5: unknown key 'nmae'"])
        try await bench.site.stop()
    }

    @Test func whatNeedsARestartChangesNothingEvenWhereTheRestCouldBeDone() async throws {
        let bench = try Bench(Self.post("gate"))
        var other = Self.post("gate", "yard")
        other.site = "elsewhere"
        guard case .refused(let lines) = await bench.reload(other) else {
            Issue.record("it was applied")
            return
        }
        #expect(lines.count == 1 && lines[0].contains("site is post and would be elsewhere"))
        #expect(bench.site.status().cameras.map(\.name) == ["gate"])
        #expect(try await bench.entries(.configurationRefused).first?.payload["reason"] == "needs-restart")
        #expect(try await bench.entries(.configurationChanged).count == 1)
        // And it can be taken up when that is mended.
        #expect(await bench.reload(Self.post("gate", "yard")) == .applied(["camera yard is started"]))
        try await bench.site.stop()
    }

    @Test func aRemovedDestinationForWhichSomethingWaitsIsRefusedAndServedOn() async throws {
        let bench = try Bench(Self.post("gate", destinations: ["sector"]))
        try await bench.allWatch()
        guard case .refused(let lines) = await bench.reload(Self.post("gate", "yard")) else {
            Issue.record("it was applied")
            return
        }
        #expect(lines.count == 1 && lines[0].contains("--abandon sector"))
        let status = bench.site.status()
        #expect(status.cameras.map(\.name) == ["gate"] && status.destinations.map(\.name) == ["sector"])
        #expect(try await bench.entries(.configurationRefused).first?.payload["reason"] == "destination-waits")
        // It is tried again: nobody gave it up.
        let attempts = status.destinations[0].failedAttemptCount
        while bench.site.status().destinations[0].failedAttemptCount <= attempts {
            try await Task.sleep(for: .milliseconds(20))
        }
        try await bench.site.stop()
    }

    @Test func aDestinationThatNeverAcknowledgedAnythingIsKnownAllTheSame() async throws {
        let bench = try Bench(Self.post("gate", destinations: ["sector"]))
        try await bench.allWatch()
        while try bench.site.journal.reader.cursors()["sector"] == nil {
            try await Task.sleep(for: .milliseconds(10))
        }
        try await bench.site.stop()
        let error = #expect(throws: SiteError.self) {
            _ = try Site(
                configuration: Self.post("gate"), stateDirectory: bench.folder.file("state"),
                clock: try SystemSiteClock(), logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        }
        #expect(error.map { "\($0)" }?.contains("--abandon sector") == true)
    }

    @Test func aDestinationCanBeRemovedWhereSomethingHappensAllTheTime() async throws {
        let bench = try Bench(Self.post("gate", destinations: ["sector"]))
        try await bench.allWatch()
        let journal = bench.site.journal
        // One entry always waits, and none for long.
        let busy = Task {
            var before: Int64 = 0
            while !Task.isCancelled {
                let draft = EntryDraft(kind: .watchChanged, camera: "gate", time: try SystemSiteClock().reading())
                let seq = try await journal.append(draft).seq
                if before > 0 { try journal.moveCursors(of: "sector", to: [.routine: before]) }
                before = seq
            }
        }
        let outcome = await bench.site.reload(.success((Self.post("gate"), "second")), farewell: 60)
        busy.cancel()
        #expect(outcome == .applied(["destination sector is removed", "limits of space and time are others"]))
        let told = try await bench.entries(.configurationChanged, .deliveryAbandoned).suffix(2)
        #expect(told.map(\.kind) == [.configurationChanged, .deliveryAbandoned])
        _ = await busy.result
        try await bench.site.stop()
    }

    @Test func thatTheFileIsNotWhatRunsIsSaidUntilItIs() async throws {
        let bench = try Bench(Self.post("gate"))
        #expect(!bench.site.status().hasRefusedConfiguration)
        var other = Self.post("gate")
        other.site = "elsewhere"
        _ = await bench.reload(other)
        let status = bench.site.status()
        #expect(status.hasRefusedConfiguration && status.summary.contains("the configuration file is not what runs"))
        #expect(status.degradations.contains { $0.contains("site is post and would be elsewhere") })
        _ = await bench.reload(Self.post("gate"), "first")
        #expect(!bench.site.status().hasRefusedConfiguration)
        #expect(bench.site.status().degradations.allSatisfy { !$0.contains("configuration file") })
        try await bench.site.stop()
    }

    @Test func aRemovedDestinationThatHasEverythingIsForgottenAndTold() async throws {
        let bench = try Bench(Self.post("gate", destinations: ["sector", "other"]))
        try await bench.allWatch()
        await bench.site.journal.settle()
        try bench.site.journal.moveCursors(of: "sector", to: [.routine: bench.site.journal.head])
        let outcome = await bench.reload(Self.post("gate", destinations: ["other"]))
        #expect(outcome == .applied(["destination sector is removed", "limits of space and time are others"]))
        #expect(bench.site.status().destinations.map(\.name) == ["other"])
        #expect(try bench.site.journal.reader.cursors()["sector"] == nil)
        #expect(
            try await bench.entries(.deliveryAbandoned).map { $0.payload["destination"]?.string } == ["sector"])
        try await bench.site.stop()
    }

    @Test func destinationsAreAddedAndServedInAnotherWay() async throws {
        let bench = try Bench(Self.post("gate", destinations: ["sector"]))
        var other = Self.post("gate", destinations: ["first", "sector"])
        other.destinations[1].url = "https://127.0.0.1:2/elsewhere"
        guard case .applied = await bench.reload(other) else {
            Issue.record("it was refused")
            return
        }
        #expect(bench.site.status().destinations.map(\.name) == ["first", "sector"])
        while bench.site.status().destinations.contains(where: { $0.failedAttemptCount == 0 }) {
            try await Task.sleep(for: .milliseconds(20))
        }
        #expect(bench.site.status().destinations[1].lastError?.contains("127.0.0.1:2") == true)
        try await bench.site.stop()
    }

    @Test func theSameFileAgainIsNoEntry() async throws {
        let bench = try Bench(Self.post("gate"))
        #expect(await bench.reload(Self.post("gate"), "first") == .applied([]))
        #expect(try await bench.entries(.configurationChanged).count == 1)
        #expect(try await bench.entries(.configurationRefused).isEmpty)
        try await bench.site.stop()
    }

    @Test func aThousandErrorsAreToldInBounds() {
        let refusal = ReloadRefusal(.invalid, (0..<1000).map { "error \($0)" })
        guard case .array(let lines)? = refusal.payload(text: "x")["errors"] else {
            Issue.record("there are none")
            return
        }
        #expect(lines.count == ReloadRefusal.mostLines + 1)
        #expect(lines.last == "950 more")
        #expect(refusal.payload(text: nil)["sha256"] == nil)
    }
}
