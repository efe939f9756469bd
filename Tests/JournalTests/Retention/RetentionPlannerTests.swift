import Journal
import Testing
import Timekeeping

@Suite struct RetentionPlannerTests {
    private static let hour: Int64 = 3_600_000_000_000
    private static let now = UTCTime(nanoseconds: 1_795_336_200_000_000_000)

    private static func recording(
        _ id: Int64, hoursAgo: Int64, bytes: Int64 = 100, newest: Int64 = 1, isOpen: Bool = false, isHeld: Bool = false
    ) -> RetentionCandidate {
        RetentionCandidate(
            target: .recording(id), since: UTCTime(nanoseconds: now.nanoseconds - hoursAgo * hour), bytes: bytes,
            newest: newest, isOpen: isOpen, isHeld: isHeld)
    }

    private func choose(
        _ candidates: [RetentionCandidate], _ retentionClass: RetentionClass = .recordings,
        policy: RetentionPolicy = RetentionPolicy(), delivered: Int64 = 10, used: Int64 = 0,
        disk: SpaceNeed = SpaceNeed()
    ) -> [RetentionPlanner.Choice] {
        var budget = SpaceBudget(policy: policy, used: [retentionClass: used], site: used, disk: disk)
        return RetentionPlanner(policy: policy, now: Self.now, deliveredThrough: DeliveredThrough(all: delivered))
            .choose(
                candidates, of: retentionClass, budget: &budget)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var candidates: [RetentionCandidate]
        var disk = SpaceNeed()
        var policy = RetentionPolicy()
        var used: Int64 = 0
        /// What is chosen: number and reason.
        var expected: [String]
    }

    @Test(arguments: [
        Case(
            testDescription: "what is older than its age goes, the oldest first; what is as old stays",
            candidates: [recording(1, hoursAgo: 73), recording(2, hoursAgo: 72), recording(3, hoursAgo: 99)],
            expected: ["3 age", "1 age"]),
        Case(
            testDescription: "without an age nothing is too old",
            candidates: [recording(1, hoursAgo: 90_000)], policy: RetentionPolicy(recordingsAge: nil), expected: []),
        Case(
            testDescription: "held, open and undelivered stay, whatever their age and the need",
            candidates: [
                recording(1, hoursAgo: 99, isHeld: true), recording(2, hoursAgo: 99, isOpen: true),
                recording(3, hoursAgo: 99, newest: 11), recording(4, hoursAgo: 80, newest: 10),
            ], disk: SpaceNeed(bytes: 1_000_000, files: 9), expected: ["4 age"]),
        Case(
            testDescription: "for want of space the oldest go, and no more than is needed",
            candidates: [recording(1, hoursAgo: 3), recording(2, hoursAgo: 1), recording(3, hoursAgo: 2)],
            disk: SpaceNeed(bytes: 101), expected: ["1 space", "3 space"]),
        Case(
            testDescription: "what goes by age counts for the need",
            candidates: [recording(1, hoursAgo: 80), recording(2, hoursAgo: 2)], disk: SpaceNeed(bytes: 100),
            expected: ["1 age"]),
        Case(
            testDescription: "a class goes down to its limit of bytes",
            candidates: [recording(1, hoursAgo: 2), recording(2, hoursAgo: 1)],
            policy: RetentionPolicy(recordingsBytes: 150), used: 200, expected: ["1 space"]),
        Case(
            testDescription: "the site goes down to its limit of bytes",
            candidates: [recording(1, hoursAgo: 2), recording(2, hoursAgo: 1)],
            policy: RetentionPolicy(siteBytes: 99), used: 200, expected: ["1 space", "2 space"]),
        Case(
            testDescription: "where inodes are wanted, files count",
            candidates: [recording(1, hoursAgo: 2, bytes: 0), recording(2, hoursAgo: 1, bytes: 0)],
            disk: SpaceNeed(files: 1), expected: ["1 space"]),
    ])
    func table(_ example: Case) {
        let choices = choose(example.candidates, policy: example.policy, used: example.used, disk: example.disk)
        let found = choices.map { choice -> String in
            guard case .recording(let id) = choice.candidate.target else { return "?" }
            return "\(id) \(choice.reason.rawValue)"
        }
        #expect(found == example.expected)
    }

    @Test func payloadsGoByAgeAloneAndNoSoonerThanTheFilesOfTheirEvent() {
        let old = UTCTime(nanoseconds: Self.now.nanoseconds - 24 * 366 * Self.hour)
        let young = UTCTime(nanoseconds: Self.now.nanoseconds - 24 * 364 * Self.hour)
        let candidates = [
            RetentionCandidate(target: .event(1), since: old, newest: 4),
            RetentionCandidate(target: .event(2), since: old, newest: 5, hasFiles: true),
            RetentionCandidate(target: .event(3), since: young, newest: 6),
        ]
        let choices = choose(candidates, .events, disk: SpaceNeed(bytes: 1 << 40, files: 1000))
        #expect(choices.map(\.candidate.target) == [.event(1)])
    }

    @Test func whatRecordingsGiveSnapshotsNeedNot() {
        let policy = RetentionPolicy(snapshotsBytes: 50)
        var budget = SpaceBudget(
            policy: policy, used: [.recordings: 500, .snapshots: 60], site: 560, disk: SpaceNeed(bytes: 300))
        #expect(budget.need(of: .recordings).bytes == 300 && budget.need(of: .snapshots).bytes == 300)
        budget.gave(.recordings, bytes: 320, files: 3)
        #expect(budget.need(of: .recordings).isMet)
        #expect(budget.need(of: .snapshots).bytes == 10)
        budget.gave(.snapshots, bytes: 10, files: 1)
        #expect(budget.need(of: .snapshots).isMet)
        #expect(budget.need(of: .events).isMet && budget.need(of: .audit).isMet)
    }

    @Test func withoutDestinationsNothingIsUndelivered() {
        #expect(choose([Self.recording(1, hoursAgo: 99, newest: .max)], delivered: .max).count == 1)
    }
}
