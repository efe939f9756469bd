/// One `key: value` of a mapping.
struct DocumentEntry: Sendable, Hashable {
    var key: String
    var keyPosition: ConfigurationPosition
    var value: DocumentNode
}
