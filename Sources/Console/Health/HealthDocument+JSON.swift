import class FoundationEssentials.JSONEncoder

extension HealthDocument {
    /// The document as one line of JSON, members in the order of their names.
    package var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }
}
