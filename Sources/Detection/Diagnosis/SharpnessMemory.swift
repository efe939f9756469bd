/// How sharp a camera's picture usually is, lately and at each hour of the day.
///
/// Sharpness hangs on the light: on the aperture, on noise reduction, on infrared light at night. So what is known of an hour of
/// the day goes before what was seen just now.
package struct SharpnessMemory {
    /// Seconds that must have been learnt before anything is judged, and before an hour speaks for itself.
    package static let leastSeconds = 20.0
    package static let leastHourSeconds = 600.0
    /// Seconds over which it follows: lately, and of an hour of the day (which comes once a day).
    private static let recentSeconds = 3600.0
    private static let hourSeconds = 7200.0

    /// Makes a memory of nothing.
    package init() {}

    private var recent = 0.0
    private var learnt = 0.0
    private var hours = [(value: Double, learnt: Double)](repeating: (0, 0), count: 24)

    /// What is usual in an hour of the day, 0…23; `nil` if too little is known.
    package func usual(hour: Int) -> Double? {
        let hour = hours[hour]
        if hour.learnt >= Self.leastHourSeconds { return hour.value }
        return learnt >= Self.leastSeconds ? recent : nil
    }

    /// Learns a picture in which nothing is wrong.
    package mutating func learn(_ value: Double, hour: Int, seconds: Double) {
        learnt += seconds
        recent += (value - recent) * max(seconds / Self.recentSeconds, min(1, seconds / learnt))
        hours[hour].learnt += seconds
        let share = max(seconds / Self.hourSeconds, min(1, seconds / hours[hour].learnt))
        hours[hour].value += (value - hours[hour].value) * share
    }
}
