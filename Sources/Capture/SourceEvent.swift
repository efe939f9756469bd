public import Imaging

/// What a source tells.
public enum SourceEvent {
    /// Frames will come, in this form. Said before the first frame and again after every recovery.
    case streaming(StreamFormat)
    /// A frame; its bytes are valid during the call only.
    case frame(Frame)
    /// No frames for now, and why. The source keeps trying.
    case lost(SourceProblem)
    /// Nothing more will come.
    case ended(SourceEnd)
}
