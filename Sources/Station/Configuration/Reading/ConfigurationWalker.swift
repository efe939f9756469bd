/// Walks a document along the schema and collects whatever is wrong on the way.
///
/// It never stops at an error: a value that cannot be read is reported and replaced by its default, and the walk goes on.
/// Whoever walks looks at ``errors`` at the end.
struct ConfigurationWalker {
    /// The folder that relative paths start from.
    let folder: String
    /// Whether there is a folder at a path; footage may be one.
    let isFolder: (String) -> Bool
    /// What was found so far.
    var errors: [ConfigurationError] = []

    init(folder: String, isFolder: @escaping (String) -> Bool) {
        self.folder = folder
        self.isFolder = isFolder
    }

    /// Takes note of an error.
    mutating func report(_ message: String, key: String, at position: ConfigurationPosition?) {
        errors.append(.init(position: position, key: key, message: message))
    }

    /// Takes note of an error of one key: `'preroll' in cameras[0].recording` and then `text`.
    mutating func report(_ key: KeyDeclaration, in mapping: MappingNode, _ text: String, atValue: Bool = true) {
        let position = atValue ? mapping.valuePosition(of: key) : mapping.position(of: key)
        report("'\(key.name)'\(mapping.suffix) \(text)", key: mapping.path(of: key), at: position)
    }

    /// A value that may be left out.
    mutating func value<Value>(_ key: DefaultedKey<Value>, in mapping: MappingNode) -> Value {
        read(key.declaration, key.type, in: mapping) ?? key.standard
    }

    /// A value that must be given; `nil`, and an error, if it is not.
    mutating func value<Value>(_ key: RequiredKey<Value>, in mapping: MappingNode) -> Value? {
        guard mapping.has(key.declaration) else {
            if mapping.misspelt.contains(key.declaration.name) { return nil }
            let place = mapping.path.isEmpty ? "the file" : mapping.path
            report(
                "\(place) needs the key '\(key.declaration.name)': \(key.type.expectation)",
                key: mapping.path(of: key.declaration), at: mapping.position)
            return nil
        }
        return read(key.declaration, key.type, in: mapping)
    }

    /// The mapping below a key; an empty one if the key is not there or has no value.
    mutating func section(_ key: SectionKey, in mapping: MappingNode) -> MappingNode {
        let path = mapping.path(of: key.declaration)
        guard let node = mapping.value(of: key.declaration) else {
            return .init(position: mapping.position, path: path)
        }
        return self.mapping(node, path: path, section: key.section)
            ?? .init(position: mapping.position(of: key.declaration), path: path)
    }

    /// The mappings in the list below a key.
    mutating func items(_ key: ListKey, in mapping: MappingNode) -> [MappingNode] {
        let path = mapping.path(of: key.declaration)
        let node = mapping.value(of: key.declaration)
        let nodes: [DocumentNode]
        switch node?.content {
        case nil, .nothing: nodes = []
        case .list(let items): nodes = items
        default:
            report(key.declaration, in: mapping, "must be a list; begin each of its items with '- '")
            return []
        }
        if nodes.count < key.count.lowerBound {
            if mapping.misspelt.contains(key.declaration.name) { return [] }
            let place = mapping.path.isEmpty ? "the file" : mapping.path
            report(
                "\(place) needs at least \(key.count.lowerBound) item in the list '\(key.declaration.name)'", key: path,
                at: mapping.position(of: key.declaration))
        } else if nodes.count > key.count.upperBound {
            report(
                key.declaration, in: mapping, "has \(nodes.count) items, but may have at most \(key.count.upperBound)")
        }
        return nodes.prefix(key.count.upperBound).enumerated().compactMap { index, item in
            self.mapping(item, path: "\(path)[\(index)]", section: key.section)
        }
    }

    /// A node as the mapping that a section describes; `nil`, and an error, if it is something else.
    mutating func mapping(_ node: DocumentNode, path: String, section: ConfigurationSection) -> MappingNode? {
        let entries: [DocumentEntry]
        switch node.content {
        case .nothing: entries = []
        case .mapping(let found): entries = found
        default:
            let place = path.isEmpty ? "the file" : path
            let example = section.keys.first.map { ", such as '\($0.name): …'" } ?? ""
            report("\(place) must hold keys and values\(example), not \(node.found)", key: path, at: node.position)
            return nil
        }
        var known: [String: DocumentEntry] = [:]
        var misspelt: Set<String> = []
        for entry in entries {
            if section.keys.contains(where: { $0.name == entry.key }) {
                known[entry.key] = entry
            } else {
                let meant = Suggestion.nearest(to: entry.key, among: section.keys.map(\.name))
                reportUnknown(entry, meant: meant, path: path, section: section)
                if let meant { misspelt.insert(meant) }
            }
        }
        return .init(position: node.position, path: path, entries: known, misspelt: misspelt)
    }

    private mutating func reportUnknown(
        _ entry: DocumentEntry, meant: String?, path: String, section: ConfigurationSection
    ) {
        let shown = DocumentNode.shortened(entry.key)
        let place = path.isEmpty ? "" : " in \(path)"
        let names = section.keys.map(\.name)
        let hint: String
        if let meant {
            hint = "did you mean '\(meant)'?"
        } else if let home = ConfigurationSchema.sections.first(where: { $0.keys.contains { $0.name == entry.key } }) {
            hint = "it belongs \(home.path.isEmpty ? "at the top of the file" : "in \(home.path)")"
        } else {
            hint = "known here: \(names.joined(separator: ", "))"
        }
        let key = path.isEmpty ? shown : "\(path).\(shown)"
        report("unknown key '\(shown)'\(place); \(hint)", key: key, at: entry.keyPosition)
    }

    private mutating func read<Value>(
        _ key: KeyDeclaration, _ type: ValueType<Value>, in mapping: MappingNode
    ) -> Value? {
        guard let node = mapping.value(of: key) else { return nil }
        var problems: [ValueProblem] = []
        let value = type.read(node, &problems)
        for problem in problems {
            report(
                "'\(key.name)\(problem.place)'\(mapping.suffix) \(problem.text)",
                key: mapping.path(of: key) + problem.place, at: problem.position)
        }
        return value
    }
}
