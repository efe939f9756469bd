/// Why a source ended.
public enum SourceEnd: Sendable, Equatable {
    /// ``FrameSource/stop()`` was called.
    case stopped
    /// Footage was played to its end.
    case finished
    /// Something that waiting does not mend.
    case failed(SourceProblem)
}
