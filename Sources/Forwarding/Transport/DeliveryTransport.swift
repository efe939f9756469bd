/// The way to one receiver.
///
/// A transport sends one request and hands back the receiver's answer, whatever it is; it never tries twice and judges
/// nothing. When the calling task is cancelled it gives up within a second.
public protocol DeliveryTransport: Sendable {
    /// The kinds of requests it can carry; it is never given any other.
    var carries: Set<DeliveryRequest.Kind> { get }

    /// Sends `request` and returns the answer.
    ///
    /// - Throws: ``DeliveryError`` if no complete answer came.
    func deliver(_ request: DeliveryRequest) async throws(DeliveryError) -> DeliveryAnswer
}
