/// How fast a source that could run at any speed delivers its frames.
public enum FootagePace: String, Sendable, Hashable, CaseIterable {
    /// One frame each 1/fps seconds, as a camera would.
    case realTime = "real-time"
    /// The next frame as soon as the handler has returned from the one before.
    case asFastAsPossible = "as-fast-as-possible"
}
