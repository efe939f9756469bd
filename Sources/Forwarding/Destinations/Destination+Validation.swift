import Foundation
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
        if let problem = addressProblem {
            report("url", problem.cause, problem.mend)
        }
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

    private var addressProblem: (cause: String, mend: String)? {
        let example = "write it like https://sector.example:8471/v1/entries"
        guard let parts = URLComponents(string: url), let scheme = parts.scheme?.lowercased() else {
            return ("'\(url)' is not a URL", example)
        }
        guard let host = parts.host, !host.isEmpty else {
            return ("'\(url)' names no host", example)
        }
        if parts.user != nil || parts.password != nil {
            return ("it carries a user name or a password, which would end up in logs", "use a client certificate")
        }
        if parts.fragment != nil {
            return ("it has a fragment ('#…'), which is never sent", "take the fragment out")
        }
        if let port = parts.port, !(1...65535).contains(port) {
            return ("port \(port) is outside 1…65535", example)
        }
        switch scheme {
        case "https":
            return nil
        case "http":
            return Self.isLoopback(host)
                ? nil
                : ("plain http to '\(host)' would show entries to everyone on the way", "use https://")
        default:
            return ("'\(scheme)' is not a transport of Karaula", "use https://")
        }
    }

    private static func isLoopback(_ host: String) -> Bool {
        let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        if bare.lowercased() == "localhost" || bare == "::1" { return true }
        let numbers = bare.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers.allSatisfy { $0 != nil } && numbers[0] == 127
    }
}
