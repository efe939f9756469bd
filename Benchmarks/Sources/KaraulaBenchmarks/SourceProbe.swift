import CAllocations
import Capture
import Dispatch
import Synchronization

/// Counts the allocations of a source while it delivers frames that nobody looks at.
final class SourceProbe: Sendable {
    private struct State {
        var delivered = 0
        var begun: UInt64 = 0
        var ended: UInt64 = 0
    }

    private let frames: Int
    private let state = Mutex(State())
    private let done = DispatchSemaphore(value: 0)

    init(frames: Int) {
        self.frames = frames
    }

    /// Allocations from the 30th frame on, in `frames` frames.
    func run() -> UInt64 {
        let queue = DispatchQueue(label: "benchmark.capture", target: .global())
        let source = SimulatedSource(configuration: .firstRun, pace: .asFastAsPossible)
        source.start(on: queue) { [self] event in
            guard case .frame = event else { return }
            let ended = state.withLock { state in
                state.delivered += 1
                if state.delivered == 30 { state.begun = karaula_allocations() }
                guard state.delivered == 30 + frames else { return false }
                state.ended = karaula_allocations()
                return true
            }
            if ended { done.signal() }
        }
        done.wait()
        source.stop()
        return state.withLock { $0.ended - $0.begun }
    }
}
