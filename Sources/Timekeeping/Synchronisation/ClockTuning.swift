/// The constants by which a clock is judged. Times are in nanoseconds.
package struct ClockTuning: Sendable, Hashable {
    /// UTC before this moment cannot be: the software is younger. 2024-01-01T00:00:00Z.
    package var earliest = UTCTime(nanoseconds: 1_704_067_200_000_000_000)

    /// How fast an undisciplined clock may drift, in parts per million: the kernel's own assumption, by which it lets
    /// `maxerror` grow (`MAXFREQ` in its include/linux/timex.h, 500 µs a second).
    package var drift: Int64 = 500

    /// The largest bound of a clock that counts as locked: 1.5 s, beyond which ntpd does not take a source for usable
    /// (`tos maxdist`). Disciplines renew their bound every 2048 s at the latest (timesyncd), in which it grows to 1.03 s.
    package var lockedLimit: Int64 = 1_500_000_000

    /// What is assumed where the discipline tells the kernel an error of 0, as systemd-timesyncd always does: 100 ms.
    ///
    /// timesyncd corrects by what one server says, over whatever path; half of a round trip is the error of that, and
    /// 200 ms is a slow mobile link.
    package var undeclaredError: Int64 = 100_000_000

    /// What a change of UTC against the monotonic clock must exceed, beyond the errors of reading, to count as a step: 1 ms.
    ///
    /// Slewing never changes it: adjtime(3) and NTP speed up or slow down both clocks alike (clock_gettime(2)), and only
    /// setting UTC, or a leap second, moves one against the other. So the limit only has to exceed what a reading may be
    /// off; smaller steps add up until they exceed it.
    package var stepThreshold: Int64 = 1_000_000

    /// How much longer than before the machine must have been suspended to count as another suspension: 10 ms.
    package var suspensionThreshold: Int64 = 10_000_000

    /// How far the kernel may be off about how long it was suspended: 1 s, the resolution of a real-time clock (rtc(4)).
    package var suspensionError: Int64 = 1_000_000_000

    /// The largest uncertainty that is stated; what is more is unknown. 2^53 − 1, which is 104 days: no JSON number of
    /// every reader holds more.
    package static let largestUncertainty: Int64 = (1 << 53) - 1

    /// The constants of a site.
    package init() {}
}
