import Testing

import Station

struct RecordingScheduleTests {
    private func seconds(_ value: Double) -> Int64 { Int64(value * 1e9) }

    private var schedule: RecordingSchedule {
        RecordingSchedule(began: seconds(100), preroll: 5, postroll: 4, longest: 60)
    }

    @Test func framesBeforeThePrerollAreSkipped() {
        #expect(schedule.decision(for: seconds(94.9)) == .skip)
        #expect(schedule.decision(for: seconds(95)) == .keep)
        #expect(schedule.start == seconds(95))
    }

    @Test func anOpenEventKeepsEveryFrame() {
        #expect(schedule.decision(for: seconds(150)) == .keep)
    }

    @Test func thePostrollCountsFromTheLastSightAndReachesAtLeastToTheClosing() {
        var late = schedule
        late.eventClosed(last: seconds(110), now: seconds(113))
        #expect(late.decision(for: seconds(114)) == .keep)
        #expect(late.decision(for: seconds(114.1)) == .finish(reason: "complete"))
        var early = schedule
        early.eventClosed(last: seconds(110), now: seconds(118))
        #expect(early.decision(for: seconds(118)) == .keep)
        #expect(early.decision(for: seconds(118.1)) == .finish(reason: "complete"))
    }

    @Test func noRecordingIsLongerThanItMayBe() {
        #expect(schedule.decision(for: seconds(154.9)) == .keep)
        #expect(schedule.decision(for: seconds(155)) == .finish(reason: "longest"))
    }

    @Test func aSecondClosingChangesNothing() {
        var schedule = schedule
        schedule.eventClosed(last: seconds(101), now: seconds(101))
        let once = schedule
        schedule.eventClosed(last: seconds(140), now: seconds(140))
        #expect(schedule == once)
    }
}
