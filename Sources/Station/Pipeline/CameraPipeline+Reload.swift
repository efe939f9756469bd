package import Detection
import Dispatch
package import Imaging
import Synchronization
import Timekeeping

/// What may change while the camera streams. Each takes effect between two frames, and costs none.
extension CameraPipeline {
    /// Takes up other rules, zones and tripwires. Events of rules that are as they were go on; the others end.
    package func replaceRules(_ settings: DetectionSettings) {
        analysisQueue.async {
            let now = self.clock.now().nanoseconds
            for change in self.analysis.use({ $0.replaceRules(settings) }) {
                self.perform(self.events.use { $0.handle(change, now: now, reason: WatchReason.reconfigured) })
            }
        }
    }

    /// Looks for other things, or at another scale: the detector begins anew, and open events end. The open watch event goes on.
    package func replaceAnalysis(_ settings: DetectionSettings, scale: LumaScale?) {
        analysisQueue.async {
            self.analysis.use { $0.replaceAnalysis(settings, scale: scale) }
            let now = self.clock.now().nanoseconds
            self.perform(self.events.use { $0.closeAll(reason: WatchReason.reconfigured, now: now) })
        }
    }

    /// Judges by other limits whether the camera sees; what it knows of the camera's view stays.
    package func replaceWatch(_ plan: CameraPlan) {
        captureQueue.async {
            self.capture.use { $0.watch.adopt(blindAfter: plan.blindAfter, limits: plan.watch) }
        }
        analysisQueue.async { self.analysis.use { $0.replaceLimits(plan.sensor) } }
    }

    /// Keeps other things of the events that begin from now on. Whether anything is recorded, and in how much memory, stays.
    package func replaceKeeping(_ plan: CameraPlan) {
        keeping.withLock { keeping in
            keeping.snapshotQuality = plan.snapshotQuality
            if keeping.recording != nil, let recording = plan.recording { keeping.recording = recording }
        }
        if let recording = plan.recording { ring?.keep(span: recording.span) }
    }
}
