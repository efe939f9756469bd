/// How far a site's UTC can be trusted.
public enum SynchronisationState: String, Sendable, Hashable, CaseIterable {
    /// The kernel says that something synchronises the clock now, and bounds its error.
    case locked
    /// It was synchronised earlier in this boot: the last bound, grown by the clock's drift since.
    case holdover
    /// Nothing has synchronised it since the boot, so that nothing bounds its error.
    case free
    /// It shows a time that cannot be: nobody has set it since the machine lost its own.
    case unset
}
