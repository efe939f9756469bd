/// Why a text is not a document that a configuration can be read from.
struct DocumentProblem: Sendable, Hashable {
    var position: ConfigurationPosition
    var message: String
}
