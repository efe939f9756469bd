/// Which numbers a site's entries must have.
public enum IngestOrder: Sendable, Hashable {
    /// 1, 2, 3 …: the site sends everything, and a hole is a loss.
    case withoutGaps
    /// Any: the site sends a selection.
    case selection
}
