import Forwarding
import Journal
import Synchronization

/// Carrying out what the plan of a reload asks for.
extension Site {
    /// Does everything that the plan asks for: what ends ends first, all of it at the same time, because a slow disk or a
    /// driver that hangs holds up each of them.
    func carryOut(_ plan: ReloadPlan) async {
        await withTaskGroup { group in
            for action in plan.actions {
                switch action {
                case .removeCamera(let name):
                    group.addTask { await self.stopCamera(name, reason: WatchReason.removed) }
                case .stopCamera(let name):
                    group.addTask { await self.stopCamera(name, reason: WatchReason.reconfigured) }
                default: break
                }
            }
        }
        for action in plan.actions { await carryOut(action) }
    }

    private func carryOut(_ action: ReloadAction) async {
        switch action {
        case .removeCamera, .stopCamera: break  // done before anything else, together
        case .startCamera(let camera):
            // The site is about to stop: what began now would only make that take longer.
            if !Task.isCancelled { startCamera(camera) }
        case .replaceRules(let camera): pipeline(camera.name)?.replaceRules(camera.detectionSettings)
        case .replaceAnalysis(let camera):
            pipeline(camera.name)?.replaceAnalysis(camera.detectionSettings, scale: camera.analysis.scale)
        case .replaceWatch(let camera): pipeline(camera.name)?.replaceWatch(camera.plan)
        case .replaceKeeping(let camera): pipeline(camera.name)?.replaceKeeping(camera.plan)
        case .removeDestination: break  // done before anything else, because it may have to be refused
        case .replaceDestination(let destination):
            await deliveries.halt(destination.name)
            deliveries.serve(destination)
        case .addDestination(let destination): deliveries.serve(destination)
        case .replaceStorage(let options): journal.adopt(options)
        case .replaceLogLevel(let level): setLogLevel(level)
        }
    }

    private func pipeline(_ name: String) -> CameraPipeline? { pipelines.first { $0.plan.name == name } }

    private func stopCamera(_ name: String, reason: String) async {
        guard let pipeline = pipeline(name) else { return }
        await withCheckedContinuation { done in pipeline.stop(reason: reason) { done.resume() } }
        running.withLock { $0.pipelines.removeAll { $0 === pipeline } }
    }

    private func startCamera(_ camera: CameraConfiguration) {
        let pipeline = CameraPipeline(
            plan: camera.plan, source: camera.makeSource(), journal: journal, clock: clock, logger: logger)
        running.withLock { $0.pipelines.append(pipeline) }
        pipeline.start(isLate: true)
    }
}
