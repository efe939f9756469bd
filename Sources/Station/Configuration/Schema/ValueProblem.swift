/// What is wrong with a value, as the second half of a sentence that begins with its key.
struct ValueProblem: Sendable, Hashable {
    /// What kind of thing is wrong.
    enum Reason: Sendable, Hashable {
        /// It is not what it must be; a hint may say what was probably meant.
        case mustBe(String, found: String, hint: String?)
        /// Something else, as in `has two points at the same place`.
        case other(String)
    }

    var position: ConfigurationPosition
    /// Where in the value it is, as in `[2]`; empty if it is the value as a whole.
    var place = ""
    var reason: Reason

    /// The half sentence.
    var text: String {
        switch reason {
        case .mustBe(let expectation, let found, let hint):
            "must be \(expectation), not \(found)" + (hint.map { "; \($0)" } ?? "")
        case .other(let text): text
        }
    }

    /// For a value that is not what it must be.
    static func mustBe(_ expectation: String, at node: DocumentNode, place: String = "", hint: String? = nil) -> Self {
        .init(position: node.position, place: place, reason: .mustBe(expectation, found: node.found, hint: hint))
    }
}
