/// What can be wrong with what a camera shows, although its frames come.
///
/// The raw value is the code of the watch state's reason. The order is the order of judgement: where two are found at once, the
/// first explains the second.
public enum SensorSymptom: String, Sendable, Hashable, CaseIterable {
    /// Snow or colour bars: the picture that a video input makes when no signal reaches it.
    case noSignal = "no-signal"
    /// The same picture again and again.
    case frozen
    /// Nearly all of the picture is black.
    case tooDark = "too-dark"
    /// Nearly all of the picture is white.
    case tooBright = "too-bright"
    /// What used to be seen is gone, and nothing is in its place: cloth, paint, frost, dense fog.
    case covered
    /// Another part of the world is seen than before.
    case moved
    /// Edges are much softer than they usually are at this time of the day.
    case defocused
}
