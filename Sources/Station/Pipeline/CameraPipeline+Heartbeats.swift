import Dispatch

extension CameraPipeline {
    /// The camera's queues. They move whether or not the camera does.
    var heartbeats: [HeartbeatQueue] {
        [("capture", captureQueue), ("analysis", analysisQueue), ("drain", drainQueue)].map { name, queue in
            HeartbeatQueue("\(name) of camera \(plan.name)") { answer in queue.async(execute: answer) }
        }
    }
}
