import Forwarding
import Synchronization

/// A way to a receiver that says what a test wants it to say, and remembers what it was sent.
final class ScriptedTransport: DeliveryTransport {
    let carries: Set<DeliveryRequest.Kind> = [.entries]
    private let answer: @Sendable (DeliveryBatch, Int) -> DeliveryAnswer
    private let taken = Mutex<[DeliveryBatch]>([])

    /// - Parameter answer: what it says to a batch, which is the so manieth.
    init(_ answer: @escaping @Sendable (DeliveryBatch, Int) -> DeliveryAnswer) { self.answer = answer }

    /// The batches so far.
    var batches: [DeliveryBatch] { taken.withLock { $0 } }

    func deliver(_ request: DeliveryRequest) async throws(DeliveryError) -> DeliveryAnswer {
        guard case .entries(let batch) = request else { return DeliveryAnswer(status: 400) }
        let number = taken.withLock { taken in
            taken.append(batch)
            return taken.count
        }
        return answer(batch, number)
    }
}
