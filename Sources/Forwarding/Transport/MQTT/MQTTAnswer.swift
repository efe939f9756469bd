import MerkleLog

/// What the acknowledgements of a batch come to, put as an answer of HTTP, which delivery judges by.
package enum MQTTAnswer {
    /// See ``MQTTTransport/deliver(_:)``.
    package static func to(_ messages: some Sequence<(Int64, MQTTAcknowledgement)>) -> DeliveryAnswer {
        var refused: [CanonicalValue] = []
        for (seq, said) in messages where !said.reason.isSuccess {
            let cause = "the broker says: \(said.reason)" + (said.text.map { ": \($0)" } ?? "")
            switch said.reason.status {
            case 403, 413, 422:
                refused.append([
                    "seq": .integer(seq), "cause": .string(cause), "mend": .string(mend(of: said.reason)),
                ])
            case let status:
                return answer(status, ["error": .string(cause), "seq": .integer(seq)])
            }
        }
        guard !refused.isEmpty else { return answer(200, [:]) }
        return answer(422, ["refused": .array(refused)])
    }

    static func answer(_ status: Int, _ members: [String: CanonicalValue]) -> DeliveryAnswer {
        let body = CanonicalValue.object(members).canonicalBytes
        return DeliveryAnswer(
            status: status, contentType: "application/json", body: Array(body.prefix(HTTPSTransport.bodyLimit)),
            isTruncated: body.count > HTTPSTransport.bodyLimit)
    }

    private static func mend(of reason: MQTTReason) -> String {
        switch reason.rawValue {
        case 0x87: "see whether the broker's access list lets this site publish there"
        case 0x95: "let the broker take larger messages"
        default: "see whether the broker takes such topics"
        }
    }
}
