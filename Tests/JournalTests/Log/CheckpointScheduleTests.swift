import Testing
import Timekeeping

import Journal

@Suite struct CheckpointScheduleTests {
    private func at(_ seconds: Double) -> MonotonicTime { MonotonicTime(nanoseconds: 0).advanced(bySeconds: seconds) }

    @Test func anAlarmOrAWishIsSignedAtOnceAndTheRestAfterTheInterval() {
        var schedule = CheckpointSchedule(interval: 60, signedSize: 10)
        #expect(!schedule.isDue(size: 10, hasAlarm: true, isAskedFor: true, at: at(0)))
        #expect(schedule.isDue(size: 11, hasAlarm: true, isAskedFor: false, at: at(0)))
        #expect(schedule.isDue(size: 11, hasAlarm: false, isAskedFor: true, at: at(0)))
        #expect(schedule.committed(size: 11, isSigned: true, at: at(0)) == nil)
        #expect(!schedule.isDue(size: 12, hasAlarm: false, isAskedFor: false, at: at(59)))
        #expect(schedule.isDue(size: 12, hasAlarm: false, isAskedFor: false, at: at(60)))
    }

    @Test func oneTimerAtATimeIsAskedForAndNoneWhenAllIsSigned() {
        var schedule = CheckpointSchedule(interval: 60, signedSize: 0)
        #expect(schedule.committed(size: 1, isSigned: false, at: at(0)) == 60)
        #expect(schedule.committed(size: 2, isSigned: false, at: at(1)) == nil)
        schedule.timerFired()
        #expect(schedule.committed(size: 2, isSigned: true, at: at(60)) == nil)
        #expect(schedule.committed(size: 3, isSigned: false, at: at(61)) == 60)
    }
}
