public import Timekeeping

extension Destination {
    /// Connects to the receiver and agrees on TLS with it, by the certificates that a delivery would use; nothing is sent.
    ///
    /// - Parameter now: the moment the certificates must be valid at.
    /// - Throws: ``DeliveryError`` with what keeps a delivery from beginning; after ``timeoutSeconds`` at the latest.
    public func reach(at now: UTCTime) async throws(DeliveryError) {
        if let problem = problems.first { throw problem }
        guard let (host, port) = LinkProbe.place(of: url) else { return }  // among the problems
        let usesTLS = !["http", "mqtt"].contains(url.prefix { $0 != ":" }.lowercased())
        let seconds = now.nanoseconds / 1_000_000_000
        let configuration = usesTLS ? try TLSFiles(destination: self, now: seconds).configuration() : nil
        do {
            try await SyslogAttempt().run(within: timeoutSeconds) { [timeoutSeconds] in
                try await ReceiverKnock.knock(
                    host: host, port: port, configuration: configuration, seconds: timeoutSeconds)
            }
        } catch {
            throw DeliveryError(failure: error, reaching: self)
        }
    }
}
