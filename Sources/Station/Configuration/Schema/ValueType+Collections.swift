import Journal

extension ValueType<[String: Int]> {
    /// V4L2 controls and their values.
    static var controls: Self {
        let expectation = "a mapping of control names to whole numbers, such as {brightness: 128}"
        let limits = Int(Int32.min)...Int(Int32.max)
        return .init(
            name: "mapping", range: "control names to whole numbers", expectation: expectation,
            read: { node, problems in
                switch node.content {
                case .nothing: return [:]
                case .scalar, .list:
                    problems.append(.mustBe(expectation, at: node))
                    return nil
                case .mapping(let entries):
                    var controls: [String: Int] = [:]
                    let known = problems.count
                    for entry in entries {
                        let place = ".\(DocumentNode.shortened(entry.key))"
                        if let fault = nameFault(entry.key) {
                            problems.append(.init(position: entry.keyPosition, place: place, reason: .other(fault)))
                        }
                        let type = ValueType<Int>.control(limits)
                        var found: [ValueProblem] = []
                        controls[entry.key] = type.read(entry.value, &found) ?? 0
                        problems += found.map { .init(position: $0.position, place: place, reason: $0.reason) }
                    }
                    return problems.count == known ? controls : nil
                }
            },
            write: { controls in
                let texts = controls.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
                return "{\(texts.joined(separator: ", "))}"
            })
    }

    private static func nameFault(_ name: String) -> String? {
        let isWritten = name.utf8.allSatisfy {
            (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
        }
        guard !isWritten || name.isEmpty else { return nil }
        let words = name.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        let meant = words.isEmpty ? "" : "; did you mean '\(words.joined(separator: "_"))'?"
        return "is not how controls are named, which is in lower case with underscores\(meant)"
    }
}

extension ValueType<Int> {
    /// The value of a control; switches may be written as true and false.
    fileprivate static func control(_ limits: ClosedRange<Int>) -> Self {
        .init(
            name: "integer", expectation: "a whole number, or true or false",
            parse: { text in
                if let number = WrittenNumber.integer(text) { return limits.contains(number) ? number : nil }
                return text == "true" ? 1 : text == "false" ? 0 : nil
            }, write: { "\($0)" })
    }
}

extension ValueType {
    /// A list of different values, at least one.
    static func set<Element: Hashable & Sendable>(_ one: ValueType<Element>, _ expectation: String) -> Self
    where Value == Set<Element> {
        .init(
            name: "list", range: one.range, expectation: expectation,
            read: { node, problems in
                guard case .list(let items) = node.content, !items.isEmpty else {
                    problems.append(.mustBe(expectation, at: node))
                    return nil
                }
                let known = problems.count
                var values: Set<Element> = []
                for (index, item) in items.enumerated() {
                    var found: [ValueProblem] = []
                    if let value = one.read(item, &found) { values.insert(value) }
                    problems += found.map { .init(position: $0.position, place: "[\(index)]", reason: $0.reason) }
                }
                return problems.count == known ? values : nil
            },
            write: { values in "[\(values.map(one.write).sorted().joined(separator: ", "))]" })
    }
}

extension ValueType<Set<EntryKind>> {
    /// Kinds of entries; at least one.
    static var entryKinds: Self {
        .set(
            .choice(EntryKind.allCases.map { ($0.rawValue, $0) }),
            "a list of kinds, such as [event.opened, event.closed]")
    }
}
