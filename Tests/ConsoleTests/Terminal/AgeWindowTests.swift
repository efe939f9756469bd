import Console
import Journal
import MerkleLog
import Testing
import Timekeeping

struct AgeWindowTests {
    private static let hour: Int64 = 3_600_000_000_000
    /// An hour back from 10 h after the boot, when the clock says 100 h.
    private let window = AgeWindow(
        now: TimeReading(
            boot: BootID("a"), monotonic: MonotonicTime(nanoseconds: 10 * hour),
            utc: UTCTime(nanoseconds: 100 * hour), uncertainty: nil),
        since: UTCTime(nanoseconds: 99 * hour))

    private func entry(
        _ kind: EntryKind = .watchChanged, boot: String = "a", monotonic: Double, utc: Double,
        _ payload: [String: CanonicalValue] = [:]
    ) -> EntryDocument {
        EntryDocument(
            Entry(
                seq: 1, kind: kind,
                time: TimeReading(
                    boot: BootID(boot), monotonic: MonotonicTime(nanoseconds: Int64(monotonic * Double(Self.hour))),
                    utc: UTCTime(nanoseconds: Int64(utc * Double(Self.hour))), uncertainty: nil),
                payload: .object(payload)))
    }

    private func step(boot: String = "a", monotonic: Double, from: Int64) -> EntryDocument {
        entry(.timeStepped, boot: boot, monotonic: monotonic, utc: 0, ["from": .string(String(from * Self.hour))])
    }

    @Test func `Without a step it is what UTC says`() {
        #expect(window.since(steps: []).nanoseconds == 99 * Self.hour)
        #expect(window.contains(entry(monotonic: 9.5, utc: 99.5)))
        #expect(!window.contains(entry(monotonic: 8.9, utc: 98.9)))
    }

    @Test func `What happened before the clock was set forward is not missed`() {
        // The clock was behind by 50 h until half an hour ago.
        #expect(window.since(steps: [step(monotonic: 9.5, from: 40)]).nanoseconds == 49 * Self.hour)
        #expect(window.contains(entry(monotonic: 9.2, utc: 49.2)))
        #expect(!window.contains(entry(monotonic: 8.8, utc: 48.8)))
        #expect(!window.contains(entry(boot: "before", monotonic: 500, utc: 60)))
    }

    @Test func `What is older does not come back because the clock was set back`() {
        let steps = [step(monotonic: 9.9, from: 91)]
        #expect(window.since(steps: steps).nanoseconds == 99 * Self.hour)
        #expect(!window.contains(entry(monotonic: 8.5, utc: 99.5)))
        #expect(window.contains(entry(monotonic: 9.5, utc: 100.5)))
    }

    @Test func `Steps of other boots and from before the window count nothing`() {
        let steps = [step(boot: "before", monotonic: 9.5, from: 0), step(monotonic: 8.9, from: 0)]
        #expect(window.since(steps: steps).nanoseconds == 99 * Self.hour)
    }
}
