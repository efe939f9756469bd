import Timekeeping

extension UTCTime {
    /// Makes a moment from seconds since 1970; what is out of its range becomes its end.
    init(seconds: Int64) {
        let (nanoseconds, isOver) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        self.init(nanoseconds: isOver ? (seconds < 0 ? Int64.min : Int64.max) : nanoseconds)
    }
}
