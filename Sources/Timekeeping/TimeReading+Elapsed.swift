extension TimeReading {
    /// How long ago `earlier` was: on the monotonic clock within one boot, otherwise by UTC.
    public func elapsed(since earlier: TimeReading) -> Elapsed {
        guard boot == earlier.boot else {
            // In floating point, so that times far apart do not overflow.
            let nanoseconds = Double(utc.nanoseconds) - Double(earlier.utc.nanoseconds)
            var uncertainty: Double?
            if let late = self.uncertainty, let early = earlier.uncertainty {
                uncertainty = (Double(late) + Double(early)) / 1e9
            }
            return Elapsed(seconds: nanoseconds / 1e9, basis: .utc, uncertainty: uncertainty)
        }
        return Elapsed(seconds: monotonic.seconds(since: earlier.monotonic), basis: .monotonic, uncertainty: 0)
    }

    /// What `moment`, another reading of the same boot's monotonic clock, is in UTC as it is known now.
    public func utc(of moment: MonotonicTime) -> UTCTime {
        UTCTime(nanoseconds: utc.nanoseconds &+ (moment.nanoseconds &- monotonic.nanoseconds))
    }
}
