/// A piece of a configuration file with its place. Scalars are text, whatever they look like: `no`, `22:30` and `0123` stay
/// what was written until a key says what it wants.
struct DocumentNode: Sendable, Hashable {
    /// What stands there.
    enum Content: Sendable, Hashable {
        /// Nothing, `~` or `null`.
        case nothing
        case scalar(String)
        case mapping([DocumentEntry])
        case list([DocumentNode])
    }

    var position: ConfigurationPosition
    var content: Content

    /// What it is, as a message puts it: `'fast'`, `a list`.
    var found: String {
        switch content {
        case .nothing: "nothing"
        case .scalar(let text): "'\(Self.shortened(text))'"
        case .mapping(let entries): entries.isEmpty ? "an empty mapping" : "a mapping"
        case .list(let items): items.isEmpty ? "an empty list" : "a list"
        }
    }

    /// A text as a message can show it: on one line, without control characters, not endless.
    static func shortened(_ text: String) -> String {
        var result = ""
        for (index, scalar) in text.unicodeScalars.enumerated() {
            if index == 60 { return result + "…" }
            result.unicodeScalars.append(scalar.properties.isVisible ? scalar : "\u{FFFD}")
        }
        return result
    }
}

extension Unicode.Scalar.Properties {
    /// Whether the character can be shown without moving the cursor or hiding something.
    var isVisible: Bool {
        switch generalCategory {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned: false
        default: true
        }
    }
}
