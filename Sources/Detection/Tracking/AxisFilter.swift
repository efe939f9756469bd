/// A Kalman filter for one coordinate of a thing that keeps its speed but for small, random accelerations.
///
/// The model is that of white noise in the acceleration (Bar-Shalom, Li and Kirubarajan 2001, section 6.2.2): in `t`
/// seconds the covariance of place and speed grows by `q·[t³/3, t²/2; t²/2, t]`. Everything is written out for two
/// states, so that it is fast and the order of the operations, and with it the result, is always the same.
package struct AxisFilter: Sendable {
    /// Place in pixels and speed in pixels a second.
    package private(set) var place: Double
    package var speed = 0.0
    /// The covariance of both.
    private var placeVariance: Double
    private var covariance = 0.0
    private var speedVariance: Double

    /// Begins at a place that is known to `error` pixels, with a speed unknown within `speedError`.
    package init(place: Double, error: Double, speedError: Double) {
        self.place = place
        placeVariance = error * error
        speedVariance = speedError * speedError
    }

    /// Moves on by a step in which the speed may wander by `acceleration` (pixels a second, per root of a second).
    package mutating func predict(_ step: Double, acceleration: Double) {
        let q = acceleration * acceleration
        place += speed * step
        placeVariance += step * (2 * covariance + step * speedVariance) + q * step * step * step / 3
        covariance += step * speedVariance + q * step * step / 2
        speedVariance += q * step
    }

    /// Takes a measurement with a standard deviation of `error` pixels.
    package mutating func correct(_ measured: Double, error: Double) {
        let off = measured - place
        let total = placeVariance + error * error
        let gain = placeVariance / total
        let speedGain = covariance / total
        place += gain * off
        speed += speedGain * off
        speedVariance -= speedGain * covariance
        covariance -= gain * covariance
        placeVariance -= gain * placeVariance
    }

    /// How uncertain the place is, as a standard deviation in pixels.
    package var uncertainty: Double { max(0, placeVariance).squareRoot() }
}
