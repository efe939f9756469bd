import Forwarding
import Journal

/// The queues that must move for a site to do its work.
extension Site {
    /// All of them, as they are now: of each camera, of the journal, of each destination, and the tasks' own.
    ///
    /// Queues that wait by design are none of them: those that open devices, write recordings or sweep.
    public var heartbeats: [HeartbeatQueue] {
        var queues = pipelines.flatMap(\.heartbeats)
        queues += [
            HeartbeatQueue("journal commits") { [journal] in journal.heartbeat(ofCommits: $0) },
            HeartbeatQueue("journal answers") { [journal] in journal.heartbeat(ofAnswers: $0) },
            HeartbeatQueue("tasks") { answer in Task { answer() } },
        ]
        return queues
            + deliveries.forwarders.map { forwarder in
                HeartbeatQueue("forwarding to \(forwarder.destination.name)") { forwarder.heartbeat($0) }
            }
    }
}
