/// A mapping of the file whose keys were checked against its section.
struct MappingNode {
    /// Where it stands in the file.
    let position: ConfigurationPosition
    /// Which one it is, as in `cameras[0].recording`; empty for the file itself.
    let path: String
    /// The keys that were probably meant by others that the section does not know.
    let misspelt: Set<String>
    private let entries: [String: DocumentEntry]

    init(
        position: ConfigurationPosition, path: String, entries: [String: DocumentEntry] = [:],
        misspelt: Set<String> = []
    ) {
        self.position = position
        self.path = path
        self.entries = entries
        self.misspelt = misspelt
    }

    /// The value of a key; `nil` if the key is not there.
    func value(of key: KeyDeclaration) -> DocumentNode? { entries[key.name]?.value }

    /// Whether a key is there.
    func has(_ key: KeyDeclaration) -> Bool { entries[key.name] != nil }

    /// Where a key stands; where the mapping stands if it is not there.
    func position(of key: KeyDeclaration) -> ConfigurationPosition { entries[key.name]?.keyPosition ?? position }

    /// Where a key's value stands; where the mapping stands if it is not there.
    func valuePosition(of key: KeyDeclaration) -> ConfigurationPosition {
        entries[key.name]?.value.position ?? position
    }

    /// A key of this mapping as errors name it.
    func path(of key: KeyDeclaration) -> String { path.isEmpty ? key.name : "\(path).\(key.name)" }

    /// ` in cameras[0]`, or nothing for the file itself.
    var suffix: String { path.isEmpty ? "" : " in \(path)" }
}
