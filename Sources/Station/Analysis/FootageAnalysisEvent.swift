public import Detection

/// What an analysis tells while it runs.
public enum FootageAnalysisEvent: Sendable {
    /// An alarm changed in the frame with this number (from 1).
    case alarm(AlarmChange, frame: Int)
    /// The frame with this number could not be decoded.
    case undecodable(frame: Int, cause: String)
}
