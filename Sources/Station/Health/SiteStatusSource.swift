/// Whoever can say how the site is.
public protocol SiteStatusSource: Sendable {
    /// The status now. It must not block on cameras, disk or network.
    func status() -> SiteStatus
}
