extension Destination {
    /// Everything in the destination that can be seen to be wrong without touching a file or the network; empty if
    /// it is sound.
    ///
    /// Certificate files are checked apart, by ``checkCertificates(at:)``, because they may be renewed at any time.
    public var problems: [DeliveryError] {
        var found: [DeliveryError] = []
        func report(_ key: String, _ cause: String, _ mend: String) {
            found.append(
                DeliveryError(.configuration, place: "destination '\(name)', \(key)", cause: cause, mend: mend))
        }
        if name.isEmpty {
            report("name", "it is empty", "give the destination a name of its own")
        }
        if let problem = Self.addressProblem(of: url) {
            report("url", problem.cause, problem.mend)
        }
        found += mqttProblems
        if clientCertificate != nil, clientKey == nil {
            report(
                "key", "there is a client certificate without its key", "name the PEM file of the private key")
        }
        if clientKey != nil, clientCertificate == nil {
            report(
                "certificate", "there is a key without its certificate", "name the PEM file of the certificate")
        }
        if let kinds, kinds.isEmpty {
            report("kinds", "the list is empty, so nothing would ever be sent", "leave the key out to send every kind")
        }
        if !(1...1000).contains(batchLimit) {
            report("batch", "\(batchLimit) is outside 1…1000", "100 is a good value")
        }
        if !(0.1...600).contains(timeoutSeconds) {
            report("timeout", "\(timeoutSeconds) s is outside 0.1…600 s", "10 is a good value")
        }
        return found
    }
}
