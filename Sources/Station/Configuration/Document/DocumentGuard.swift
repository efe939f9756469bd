/// Looks through a text before the YAML parser does, and finds what Karaula does not take.
///
/// Anchors and aliases could grow without bounds, and a value that stands elsewhere has no place of its own to report; tags
/// and block scalars have no use here; nesting without end would exhaust the stack. The scan knows quotes, comments and flow
/// collections; it does not judge whether the text is valid YAML.
///
/// Invariant: a text without problems nests its blocks at most ``deepestColumn`` and its flow collections at most
/// ``deepestFlow`` deep, and no node in it can stand in two places.
struct DocumentGuard {
    /// The rightmost column at which a nested block may begin.
    static let deepestColumn = 100
    /// How deep lists and mappings in brackets may nest.
    static let deepestFlow = 16
    /// After how many problems the scan ends.
    static let mostProblems = 20

    private enum State { case plain, singleQuoted, doubleQuoted, comment }

    private let scalars: [Unicode.Scalar]
    private var position = ConfigurationPosition(line: 1, column: 1)
    private var state = State.plain
    private var flowDepth = 0
    /// Whether a value may begin here.
    private var isExpecting = true
    /// Whether only spaces and indicators precede on this line.
    private var isLeading = true
    /// Whether it makes no sense to look any further.
    private var isTooDeep = false
    private var problems: [DocumentProblem] = []

    private init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// What stands in the way of reading `text`, in the order of the text.
    static func problems(in text: String) -> [DocumentProblem] {
        var scan = DocumentGuard(text)
        scan.run()
        return scan.problems
    }

    private mutating func run() {
        var index = 0
        while index < scalars.count, !isTooDeep, problems.count < Self.mostProblems {
            let scalar = scalars[index]
            if scalar == "\n" || (scalar == "\r" && next(index) != "\n") {
                beginLine()
                index += 1
                continue
            }
            if scalar != "\t" && scalar != "\r" && (scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)) {
                report("a control character (code \(scalar.value)) does not belong here; remove it")
            }
            let step = advance(over: scalar, at: index)
            index += step
            position.column += step
        }
    }

    private mutating func beginLine() {
        position = ConfigurationPosition(line: position.line + 1, column: 1)
        if state == .comment { state = .plain }
        if state == .plain {
            isExpecting = true
            isLeading = true
        }
    }

    /// Takes note of one character; returns how many were consumed.
    private mutating func advance(over scalar: Unicode.Scalar, at index: Int) -> Int {
        switch state {
        case .comment: return 1
        case .singleQuoted:
            if scalar == "'" {
                if next(index) == "'" { return 2 }
                endQuote()
            }
            return 1
        case .doubleQuoted:
            if scalar == "\\", let next = next(index), next != "\n" { return 2 }
            if scalar == "\"" { endQuote() }
            return 1
        case .plain:
            if scalar == " " || scalar == "\t" { return 1 }
            if scalar == "#", index == 0 || isBlank(scalars[index - 1]) {
                state = .comment
                return 1
            }
            return isExpecting ? beginToken(scalar, at: index) : continueToken(scalar, at: index)
        }
    }

    private mutating func endQuote() {
        state = .plain
        isExpecting = false
    }

    private mutating func beginToken(_ scalar: Unicode.Scalar, at index: Int) -> Int {
        let isBeforeBlank = next(index).map(isBlank) ?? true
        switch scalar {
        case "-" where position.column == 1 && isMarker(at: index):
            return 3
        case "-", "?", ":":
            if isBeforeBlank || (scalar == ":" && !isLeading) {
                checkDepth()
                return 1
            }
        case "[", "{", "]", "}", ",":
            return flow(scalar)
        case "'":
            state = .singleQuoted
        case "\"":
            state = .doubleQuoted
        case "&" where !isBeforeBlank, "*" where !isBeforeBlank:
            report("anchors and aliases ('\(scalar)…') are not supported; write the value out, or put a text in quotes")
        case "!":
            report("tags ('!…') are not supported; remove it, or put a text in quotes")
        case "|" where flowDepth == 0, ">" where flowDepth == 0:
            report("text over several lines ('\(scalar)') is not supported; write it on one line")
        default: break
        }
        checkDepth()
        isExpecting = false
        isLeading = false
        return 1
    }

    private mutating func continueToken(_ scalar: Unicode.Scalar, at index: Int) -> Int {
        if flowDepth > 0, "[]{},".unicodeScalars.contains(scalar) { return flow(scalar) }
        let isAfterQuote = index > 0 && (scalars[index - 1] == "\"" || scalars[index - 1] == "'")
        if scalar == ":", isAfterQuote || flowDepth > 0 || (next(index).map(isBlank) ?? true) { isExpecting = true }
        return 1
    }

    private mutating func flow(_ scalar: Unicode.Scalar) -> Int {
        isLeading = false
        switch scalar {
        case "[", "{":
            checkDepth()
            flowDepth += 1
            if flowDepth > Self.deepestFlow {
                report("brackets nest more than \(Self.deepestFlow) deep; no key of a configuration needs that")
                isTooDeep = true
            }
            isExpecting = true
        case ",":
            isExpecting = true
        default:
            flowDepth = max(0, flowDepth - 1)
            isExpecting = false
        }
        return 1
    }

    private mutating func checkDepth() {
        guard isLeading, flowDepth == 0, position.column > Self.deepestColumn else { return }
        report("blocks are indented more than \(Self.deepestColumn) columns; no key of a configuration needs that")
        isTooDeep = true
    }

    private mutating func report(_ message: String) {
        problems.append(.init(position: position, message: message))
    }

    private func next(_ index: Int) -> Unicode.Scalar? { index + 1 < scalars.count ? scalars[index + 1] : nil }

    private func isMarker(at index: Int) -> Bool {
        index + 2 < scalars.count && scalars[index + 1] == "-" && scalars[index + 2] == "-"
            && (index + 3 == scalars.count || isBlank(scalars[index + 3]))
    }

    private func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
    }
}
