/// Structured data of a syslog message, read by the letter of RFC 5424, 6.3.
enum StructuredData {
    /// The parameters of each element, in their order; `nil` if the text is not well-formed to its end.
    static func elements(_ text: String) -> [(id: String, parameters: [(name: String, value: String)])]? {
        var rest = Array(text.unicodeScalars)[...]
        var elements: [(id: String, parameters: [(name: String, value: String)])] = []
        while !rest.isEmpty {
            guard rest.popFirst() == "[" else { return nil }
            guard let id = name(&rest) else { return nil }
            var parameters: [(name: String, value: String)] = []
            while rest.first == " " {
                rest.removeFirst()
                guard let name = name(&rest), rest.popFirst() == "=", rest.popFirst() == "\"", let value = value(&rest)
                else { return nil }
                parameters.append((name, value))
            }
            guard rest.popFirst() == "]" else { return nil }
            elements.append((id, parameters))
        }
        return elements
    }

    private static func name(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
        var name = ""
        while let scalar = rest.first, scalar.value > 0x20, scalar.value < 0x7F, !"=]\"".unicodeScalars.contains(scalar)
        {
            name.unicodeScalars.append(rest.removeFirst())
        }
        return (1...32).contains(name.count) ? name : nil
    }

    /// A value after its opening quote, up to and with the closing one.
    private static func value(_ rest: inout ArraySlice<Unicode.Scalar>) -> String? {
        var value = ""
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return value
            case "]": return nil
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                if !"\"\\]".unicodeScalars.contains(next) { value += "\\" }
                value.unicodeScalars.append(next)
            default: value.unicodeScalars.append(scalar)
            }
        }
        return nil
    }
}
