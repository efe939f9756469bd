/// A key whose value is a mapping with keys of its own.
struct SectionKey: Sendable {
    /// As the documentation tells it.
    let declaration: KeyDeclaration
    /// The keys below it.
    let section: ConfigurationSection

    init(_ name: String, _ section: ConfigurationSection, isRequired: Bool = false) {
        declaration = KeyDeclaration(
            name: name, type: "section", range: "", standard: isRequired ? nil : "", meaning: section.meaning)
        self.section = section
    }
}
