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

    /// The site begins to serve the destination: what wants to be seen there before it has anything to say, connects.
    func open()

    /// The site ceases to serve the destination: connections and threads are given up, in two seconds at most.
    func close() async
}

extension DeliveryTransport {
    /// Most transports connect when they have something to deliver.
    public func open() {}

    /// Most transports keep nothing that has to be given up.
    public func close() async {}
}
