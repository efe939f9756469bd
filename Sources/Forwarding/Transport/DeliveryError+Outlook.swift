extension DeliveryError {
    /// Whether waiting may be enough; `false` if somebody has to change something first.
    public var mayPassByItself: Bool {
        switch code {
        case .unreachable, .timedOut, .connectionLost, .busy, .tooLarge, .journal, .cancelled: true
        case .configuration, .untrustedReceiver, .identityRefused, .refused, .conflict, .falseReceipt, .redirected,
            .nonsense:
            false
        }
    }
}
