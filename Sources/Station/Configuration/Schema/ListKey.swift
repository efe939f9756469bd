/// A key whose value is a list of mappings.
struct ListKey: Sendable {
    /// As the documentation tells it.
    let declaration: KeyDeclaration
    /// How many mappings the list may hold.
    let count: ClosedRange<Int>
    /// The keys of each mapping.
    let section: ConfigurationSection

    init(_ name: String, of section: ConfigurationSection, count: ClosedRange<Int>) {
        declaration = KeyDeclaration(
            name: name, type: "list", range: "\(count.lowerBound) to \(count.upperBound)",
            standard: count.lowerBound > 0 ? nil : "[]", meaning: section.meaning)
        self.count = count
        self.section = section
    }
}
