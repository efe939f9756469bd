extension DeliveryError {
    /// Whether nothing came back: whatever is sent next will hardly fare better.
    var isOfTheLink: Bool {
        switch code {
        case .unreachable, .timedOut, .connectionLost, .untrustedReceiver, .identityRefused, .configuration, .journal,
            .cancelled:
            true
        case .busy, .tooLarge, .refused, .denied, .conflict, .falseReceipt, .redirected, .nonsense: false
        }
    }

    /// Whether waiting may be enough; `false` if somebody has to change something first.
    public var mayPassByItself: Bool {
        switch code {
        case .unreachable, .timedOut, .connectionLost, .busy, .tooLarge, .journal, .cancelled: true
        case .configuration, .untrustedReceiver, .identityRefused, .refused, .denied, .conflict, .falseReceipt,
            .redirected, .nonsense:
            false
        }
    }
}
