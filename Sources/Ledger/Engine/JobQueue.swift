/// Requests that wait for a transaction.
///
/// Invariants: requests about one log keep their order; a group has at most one of each log, so that no decision in it depends
/// on another; what waits is bounded in number and in memory.
package struct JobQueue<Job> {
    package static var mostJobs: Int { 512 }
    package static var mostBytes: Int { 256 << 20 }
    package static var largestGroup: Int { 64 }

    private var waiting: [(source: String, weight: Int, job: Job)] = []
    package private(set) var bytes = 0
    /// Whether somebody is about to take a group.
    private var isScheduled = false

    /// Makes an empty queue.
    package init() {}

    package var count: Int { waiting.count }

    /// Adds a request; `nil` if there is no room, otherwise whether somebody has to be sent to take a group.
    package mutating func add(_ job: Job, of source: String, weight: Int) -> Bool? {
        guard waiting.count < Self.mostJobs, bytes + weight <= Self.mostBytes else { return nil }
        waiting.append((source, weight, job))
        bytes += weight
        defer { isScheduled = true }
        return !isScheduled
    }

    /// Takes the next group: the oldest request of each log.
    package mutating func takeGroup() -> [Job] {
        var sources: Set<String> = []
        var group: [Job] = []
        var rest: [(source: String, weight: Int, job: Job)] = []
        for item in waiting {
            if group.count < Self.largestGroup, sources.insert(item.source).inserted {
                group.append(item.job)
                bytes -= item.weight
            } else {
                sources.insert(item.source)
                rest.append(item)
            }
        }
        waiting = rest
        return group
    }

    /// After a group is done: whether there is more to do.
    package mutating func finishGroup() -> Bool {
        isScheduled = !waiting.isEmpty
        return isScheduled
    }
}
