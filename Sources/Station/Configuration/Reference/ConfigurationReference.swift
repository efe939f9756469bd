/// The tables of `docs/configuration.md`, made from ``ConfigurationSchema``.
///
/// In the page, `<!-- keys: cameras[].recording -->` opens the table of a section and `<!-- end -->` closes it.
package enum ConfigurationReference {
    /// The table of one section, in Markdown.
    package static func table(of section: ConfigurationSection) -> String {
        let rows = section.keys.map { key in
            let type = key.range.isEmpty ? key.type : "\(key.type): \(key.range)"
            let standard = key.standard.map { $0.isEmpty ? "" : "`\($0)`" } ?? "**required**"
            return "| `\(key.name)` | \(type) | \(standard) | \(key.meaning) |"
        }
        return (["| key | value | default | meaning |", "|---|---|---|---|"] + rows).joined(separator: "\n")
    }

    /// The page with every table made anew; text outside the tables stays as it is.
    package static func updated(_ page: String) -> String {
        var lines: [Substring] = []
        var isInTable = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line == "<!-- end -->" { isInTable = false }
            if !isInTable { lines.append(line) }
            if let section = section(openedBy: line) {
                isInTable = true
                lines += table(of: section).split(separator: "\n")
            }
        }
        return lines.joined(separator: "\n")
    }

    /// The line that opens a section's table.
    package static func opening(of section: ConfigurationSection) -> String {
        "<!-- keys: \(section.path.isEmpty ? "the file" : section.path) -->"
    }

    private static func section(openedBy line: Substring) -> ConfigurationSection? {
        ConfigurationSchema.sections.first { opening(of: $0) == line }
    }
}
