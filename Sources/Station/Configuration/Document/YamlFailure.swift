import Yams

/// Why Yams could not read a text.
enum YamlFailure: Error {
    /// A mapping holds this key more than once; where the first one stands.
    case duplicate(String, ConfigurationPosition)
    /// The text is not valid YAML.
    case syntax(String, context: Context?, ConfigurationPosition)
    /// The parser could not read the text at all.
    case unreadable(String)

    /// What the parser was about when it failed, and where that began.
    struct Context {
        var text: String
        var position: ConfigurationPosition
    }

    /// Composes a text that holds one document; `nil` if it holds none.
    static func mapping(_ text: String) throws(YamlFailure) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw YamlFailure(error)
        } catch {
            throw .unreadable("\(error)")
        }
    }

    private init(_ error: YamlError) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let began = context.map {
                Context(text: $0.text, position: .init(line: $0.mark.line, column: $0.mark.column))
            }
            self = .syntax(problem, context: began, .init(line: mark.line, column: mark.column))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let position = ConfigurationPosition(line: context.mark.line, column: context.mark.column)
            self = .duplicate(duplicates.first ?? "", position)
        case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem), .representer(let problem):
            self = .unreadable(problem)
        case .no, .memory, .dataCouldNotBeDecoded:
            self = .unreadable("\(error)")
        }
    }

    /// The failure with its place, its cause and, for what happens often, its mend.
    func problem(in text: String) -> DocumentProblem {
        switch self {
        case .duplicate(let key, let position):
            return .init(
                position: position, message: "'\(DocumentNode.shortened(key))' is given twice; remove one")
        case .unreadable(let cause):
            return .init(position: .init(line: 1, column: 1), message: "not valid YAML: \(cause)")
        case .syntax("found unexpected end of stream", let context?, _):
            return .init(position: context.position, message: "a quote is opened here but never closed")
        case .syntax(let cause, let context, let position):
            let message = Self.explanation(of: cause, context: context, at: position, in: text)
            return .init(position: position, message: message)
        }
    }

    private static func explanation(
        of cause: String, context: Context?, at position: ConfigurationPosition, in text: String
    ) -> String {
        let character = self.character(at: position, in: text)
        switch cause {
        case "but found another document":
            return "a second document begins here; a configuration is one document, remove '---' or what follows"
        case "found character that cannot start any token" where character == "\t":
            return "a tab cannot be used for indentation; use spaces"
        case "found character that cannot start any token":
            return "a value cannot begin with '\(character.map(String.init) ?? "")'; put it in quotes"
        case "mapping values are not allowed in this context":
            return "a key cannot begin here; check the indentation, or put a text that holds ': ' in quotes"
        case "could not find expected ':'":
            return "a key without ': ' before this place; every key needs a colon and a space"
        case "did not find expected key", "did not find expected '-' indicator":
            return "this line does not fit the lines above; check the indentation and the quotes"
        case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
            let place = context.map { " that begins at \($0.position)" } ?? ""
            return "the bracket\(place) is not closed before this place, or a comma is missing"
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return "a tab cannot be used for indentation; use spaces"
        default:
            return "not valid YAML: " + (context.map { "\($0.text), " } ?? "") + cause
        }
    }

    private static func character(at position: ConfigurationPosition, in text: String) -> Character? {
        let lines = text.split(separator: "\n", maxSplits: position.line, omittingEmptySubsequences: false)
        guard position.line <= lines.count else { return nil }
        let scalars = lines[position.line - 1].unicodeScalars
        return scalars.dropFirst(position.column - 1).first.map(Character.init)
    }
}
