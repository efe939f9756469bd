import MerkleLog

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
        switch (receipt, receiptKey) {
        case (.ledger, nil):
            report("receipt_key", "a ledger's receipts can be verified only by its key", "ask its owner for the key")
        case (.ledger, let text?):
            do throws(NoteError) {
                let key = try NoteKey(parsing: text)
                if key.algorithm != .cosignature {
                    report("receipt_key", "it is no key for cosignatures", "give what `karaula-ledger key` prints")
                }
            } catch {
                report("receipt_key", error.cause, error.mend)
            }
        case (_, .some):
            report("receipt_key", "it has a meaning only with 'receipt: ledger'", "remove it, or set receipt: ledger")
        case (_, nil): break
        }
        if let rate, rate < 1000 {
            report("rate", "\(rate) bytes a second are less than 1000", "leave the key out for no limit")
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
