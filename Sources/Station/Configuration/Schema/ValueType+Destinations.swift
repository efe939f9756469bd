import Forwarding
import Journal
import MerkleLog

extension ValueType<Set<String>> {
    /// Names of cameras.
    static var names: Self { .set(.name, "a list of cameras' names, such as [gate, yard]") }

    /// Names of zones and tripwires.
    static var placeNames: Self { .set(.text, "a list of zones and tripwires, such as [fence, path]") }
}

extension ValueType<Disclosure.Fields> {
    /// What may be seen of payloads.
    static var fields: Self {
        let expectation = "all, metadata, or a list of members, such as [rule, box.x, watch.changed/reason]"
        return .init(
            name: "list", range: "`all`, `metadata`, members with dots between them", expectation: expectation,
            read: { node, problems in
                switch node.content {
                case .scalar("all"): return .all
                case .scalar("metadata"): return Disclosure.metadata.fields
                case .list(let items) where !items.isEmpty:
                    let known = problems.count
                    let paths = items.enumerated().compactMap { index, item in
                        path(item, place: "[\(index)]", &problems)
                    }
                    return problems.count == known ? .only(Set(paths)) : nil
                default:
                    problems.append(.mustBe(expectation, at: node))
                    return nil
                }
            },
            write: { fields in
                switch fields {
                case .all: "all"
                case .only(let paths):
                    fields == Disclosure.metadata.fields
                        ? "metadata" : "[\(paths.map(\.description).sorted().joined(separator: ", "))]"
                }
            })
    }

    private static func path(_ node: DocumentNode, place: String, _ problems: inout [ValueProblem]) -> FieldPath? {
        guard case .scalar(let text) = node.content else {
            problems.append(.mustBe("the name of a member, such as box.x", at: node, place: place))
            return nil
        }
        do {
            return try FieldPath(text)
        } catch {
            problems.append(.init(position: node.position, place: place, reason: .other("\(error)")))
            return nil
        }
    }
}

extension ValueType<[String]> {
    /// Further brokers.
    static var brokers: Self {
        let expectation = "a list of brokers, such as [mqtts://second.example:8883]"
        return .init(
            name: "list", range: "`mqtts://HOST:PORT`", expectation: expectation,
            read: { node, problems in
                guard case .list(let items) = node.content, !items.isEmpty else {
                    problems.append(.mustBe(expectation, at: node))
                    return nil
                }
                let known = problems.count
                let urls = items.enumerated().compactMap { index, item -> String? in
                    var found: [ValueProblem] = []
                    let url = ValueType<String>.destinationURL.read(item, &found)
                    problems += found.map { .init(position: $0.position, place: "[\(index)]", reason: $0.reason) }
                    if let url, !url.lowercased().hasPrefix("mqtt") {
                        problems.append(.mustBe("a broker, mqtts://HOST:PORT", at: item, place: "[\(index)]"))
                    }
                    return url
                }
                return problems.count == known ? urls : nil
            }, write: { "[\($0.joined(separator: ", "))]" })
    }
}

extension ValueType<String> {
    /// The beginning of MQTT topics: parts between slashes, none of them empty, without what has a meaning there.
    static var topic: Self {
        .init(
            name: "topic", range: "parts between `/`", expectation: "a topic such as karaula, or border/north/karaula",
            parse: { text in
                let parts = text.split(separator: "/", omittingEmptySubsequences: false)
                let isFit =
                    !text.isEmpty && text.utf8.count <= 256 && !text.hasPrefix("$") && parts.allSatisfy { !$0.isEmpty }
                return isFit && text.unicodeScalars.allSatisfy { $0.value > 0x20 && !"+#%".unicodeScalars.contains($0) }
                    ? text : nil
            }, write: { $0 })
    }

    /// A verifier key for cosignatures (C2SP signed-note, tlog-cosignature).
    static var receiptKey: Self {
        let expectation = "a verifier key such as ledger.example+1a2b3c4d+BA…"
        return .init(
            name: "key", range: "`NAME+HASH+KEY`", expectation: expectation,
            read: { node, problems in
                guard case .scalar(let text) = node.content else {
                    problems.append(.mustBe(expectation, at: node))
                    return nil
                }
                do throws(NoteError) {
                    let key = try NoteKey(parsing: text)
                    if key.algorithm == .cosignature { return text }
                    problems.append(
                        .mustBe(
                            expectation, at: node, hint: "this one signs notes; give what `karaula-ledger key` prints"))
                } catch {
                    problems.append(.mustBe(expectation, at: node, hint: error.cause))
                }
                return nil
            }, write: { $0 })
    }
}
