extension Double {
    /// The number, or `nil` for infinities and NaN, which JSON cannot say.
    var finite: Double? { isFinite ? self : nil }
}
