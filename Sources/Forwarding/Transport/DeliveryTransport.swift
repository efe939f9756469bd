/// The way to one receiver.
///
/// A transport sends one batch and hands back the receiver's answer, whatever it is; it never tries twice and judges
/// nothing. When the calling task is cancelled it gives up within a second.
public protocol DeliveryTransport: Sendable {
    /// Sends `batch` and returns the answer.
    ///
    /// - Throws: ``DeliveryError`` if no complete answer came.
    func deliver(_ batch: DeliveryBatch) async throws(DeliveryError) -> DeliveryAnswer
}
