import Capture
import Dispatch
import Glibc
import Imaging
import Synchronization

/// A device made of a pipe: each byte in it is a buffer, and its other end is the plug.
final class FakeDevice: CaptureDevice, Sendable {
    /// What the driver says next.
    enum Step: Sendable {
        case frame(sequence: UInt32)
        case damaged(sequence: UInt32)
        case fault(SourceProblem)
    }

    struct State {
        var steps: [Step] = []
        var closed = 0
        var lent = 0
        var mostLent = 0
    }

    let descriptor: Int32
    let format: StreamFormat
    let bytesPerRow = 4
    let minimumBytes = 8
    let state = Mutex(State())
    private let plug: Int32
    /// Opened once, when the driver may close the device; `nil` lets it do so at once.
    private let closingGate: DispatchSemaphore?
    nonisolated(unsafe) private let memory: UnsafeMutableRawBufferPointer  // written once, before anyone reads

    init(mark: UInt8, closingGate: DispatchSemaphore? = nil) {
        self.closingGate = closingGate
        var ends: [Int32] = [0, 0]
        precondition(pipe(&ends) == 0, "a pipe can be made")
        (descriptor, plug) = (ends[0], ends[1])
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        // So slow a camera that a busy machine never makes it look stalled.
        format = StreamFormat(pixelFormat: .grey, size: .init(width: 4, height: 2), framesPerSecond: 0.005)
        memory = .allocate(byteCount: 8, alignment: 8)
        memory.initializeMemory(as: UInt8.self, repeating: mark)
    }

    deinit {
        memory.deallocate()
    }

    /// Lets the driver say something.
    func say(_ steps: Step...) {
        for step in steps {
            state.withLock { $0.steps.append(step) }
            var byte: UInt8 = 1
            _ = write(plug, &byte, 1)
        }
    }

    /// Pulls the plug.
    func unplug() {
        _ = Glibc.close(plug)
    }

    var isClosed: Bool { state.withLock { $0.closed > 0 } }
    var lent: Int { state.withLock { $0.lent } }

    func fetch() -> FetchedBuffer {
        var byte: UInt8 = 0
        let step: Step? = state.withLock { state in
            guard !state.steps.isEmpty else { return nil }
            return state.steps.removeFirst()
        }
        guard let step else { return .nothing }
        _ = read(descriptor, &byte, 1)
        switch step {
        case .fault(let problem): return .failed(problem)
        case .frame(let sequence): return lend(sequence, damaged: false)
        case .damaged(let sequence): return lend(sequence, damaged: true)
        }
    }

    private func lend(_ sequence: UInt32, damaged: Bool) -> FetchedBuffer {
        state.withLock { $0.lent += 1 }
        return .buffer(
            index: 0, mapping: UnsafeRawBufferPointer(memory),
            .init(sequence: sequence, bytesUsed: 8, hasError: damaged, kernelTime: nil))
    }

    func giveBack(_ index: UInt32) -> SourceProblem? {
        state.withLock { $0.lent -= 1 }
        return nil
    }

    func takeEvents() -> Bool { false }

    func close() {
        closingGate?.wait()
        state.withLock { $0.closed += 1 }
        _ = Glibc.close(descriptor)
    }
}

/// Hands out what it was given, then finds nothing any more.
final class FakeOpener: CaptureDeviceOpener {
    private let outcomes: Mutex<[Result<FakeDevice, SourceProblem>]>
    private let gate: DispatchSemaphore?

    /// - Parameter gate: opened once for each device that may be opened; `nil` opens them at once.
    init(_ outcomes: Result<FakeDevice, SourceProblem>..., gate: DispatchSemaphore? = nil) {
        self.outcomes = Mutex(outcomes)
        self.gate = gate
    }

    func open(_ configuration: V4L2SourceConfiguration) throws(SourceProblem) -> any CaptureDevice {
        gate?.wait()
        let next: Result<FakeDevice, SourceProblem>? = outcomes.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        guard let next else {
            throw SourceProblem(code: .missing, place: configuration.device, cause: "none left", mend: "none")
        }
        return try next.get()
    }
}
