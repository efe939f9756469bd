/// How much must go besides what age demands: pure.
///
/// Invariant: what one class frees counts for its own limit and for what the site and the disk need together; what is
/// needed together is asked of recordings first, and of snapshots only when no recording is left to give.
package struct SpaceBudget: Sendable, Hashable {
    private var excess: [RetentionClass: Int64] = [:]
    private var shared: SpaceNeed

    /// Makes a budget.
    ///
    /// - Parameters:
    ///   - policy: the limits.
    ///   - used: bytes that each class takes.
    ///   - site: bytes that the whole site takes.
    ///   - disk: what the file system itself needs.
    package init(policy: RetentionPolicy, used: [RetentionClass: Int64], site: Int64, disk: SpaceNeed = SpaceNeed()) {
        for retentionClass in RetentionClass.allCases {
            guard let limit = policy.bytes(of: retentionClass) else { continue }
            excess[retentionClass] = (used[retentionClass] ?? 0) - limit
        }
        let overSite = policy.siteBytes.map { site - $0 } ?? 0
        shared = SpaceNeed(bytes: max(overSite, disk.bytes), files: disk.files)
    }

    /// What a class must still give.
    package func need(of retentionClass: RetentionClass) -> SpaceNeed {
        switch retentionClass {
        case .recordings, .snapshots:
            SpaceNeed(bytes: max(excess[retentionClass] ?? 0, shared.bytes), files: shared.files)
        case .events, .audit: SpaceNeed()
        }
    }

    /// Something of a class went, or is sure to go.
    package mutating func gave(_ retentionClass: RetentionClass, bytes: Int64, files: Int64) {
        excess[retentionClass]? -= bytes
        shared.bytes -= bytes
        shared.files -= files
    }
}
