/// What a camera's pipeline has counted and measured at one moment.
package struct WatchReading: Sendable, Equatable {
    /// Frames that arrived so far.
    package var arrived: UInt64
    /// Frames so far that could not be decoded.
    package var undecodable: UInt64
    /// Frames so far that were dropped because the privacy masks could not be laid over them.
    package var unmaskable: UInt64
    /// Frames a second that arrive.
    package var arrivedRate: Double
    /// Frames a second that analysis sees.
    package var analysedRate: Double
    /// Frames a second among those that were damaged and patched up.
    package var patchedRate: Double
    /// Frames a second that the privacy masks could not be laid over.
    package var unmaskableRate: Double
    /// Seconds by which the newest picture was old when it was looked at; `nil` if none was.
    package var pictureAge: Double?

    package init(
        arrived: UInt64, undecodable: UInt64, unmaskable: UInt64 = 0, arrivedRate: Double, analysedRate: Double,
        patchedRate: Double = 0, unmaskableRate: Double = 0, pictureAge: Double? = nil
    ) {
        self.arrived = arrived
        self.undecodable = undecodable
        self.unmaskable = unmaskable
        self.arrivedRate = arrivedRate
        self.analysedRate = analysedRate
        self.patchedRate = patchedRate
        self.unmaskableRate = unmaskableRate
        self.pictureAge = pictureAge
    }

    /// Nothing counted, nothing measured.
    package static let nothing = WatchReading(arrived: 0, undecodable: 0, arrivedRate: 0, analysedRate: 0)
}
