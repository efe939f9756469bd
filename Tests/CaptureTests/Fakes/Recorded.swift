import Capture
import Dispatch
import Imaging

/// What a source told, in a form that outlives the call.
enum Recorded: Sendable, Equatable {
    case streaming(StreamFormat)
    case frame(sequence: UInt64, timestamp: Int64, bytes: [UInt8])
    case lost(SourceProblem)
    case ended(SourceEnd)

    init(_ event: SourceEvent, keepingBytes count: Int = 4) {
        switch event {
        case .streaming(let format): self = .streaming(format)
        case .frame(let frame):
            self = .frame(
                sequence: frame.sequence, timestamp: frame.timestamp, bytes: Array(frame.bytes.prefix(count)))
        case .lost(let problem): self = .lost(problem)
        case .ended(let end): self = .ended(end)
        }
    }

    /// Whether it is a frame.
    var isFrame: Bool {
        if case .frame = self { true } else { false }
    }
}

extension FrameSource {
    /// Starts the source on a queue of its own and gives out what it tells.
    func recorded(keepingBytes count: Int = 4) -> AsyncStream<Recorded> {
        let (stream, continuation) = AsyncStream.makeStream(of: Recorded.self)
        start(on: DispatchQueue(label: "test.capture", target: .global())) { event in
            continuation.yield(Recorded(event, keepingBytes: count))
            if case .ended = event { continuation.finish() }
        }
        return stream
    }
}
