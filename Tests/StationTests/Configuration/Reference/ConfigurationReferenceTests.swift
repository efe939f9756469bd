import Foundation
import Station
import Testing

@Suite("The reference in docs/configuration.md")
struct ConfigurationReferenceTests {
    @Test("holds the table of every section, as the schema has it")
    func isCurrent() throws {
        let page = try ProjectFiles.text("docs/configuration.md")
        let updated = ConfigurationReference.updated(page)
        if ProcessInfo.processInfo.environment["KARAULA_WRITE_REFERENCE"] != nil {
            try updated.write(toFile: ProjectFiles.root + "/docs/configuration.md", atomically: true, encoding: .utf8)
        }
        #expect(
            updated == (try ProjectFiles.text("docs/configuration.md")), "set KARAULA_WRITE_REFERENCE=1 to make it anew"
        )
        for section in ConfigurationSchema.sections {
            let opening = ConfigurationReference.opening(of: section)
            #expect(page.split(separator: "\n").count { $0 == opening } == 1, "\(opening)")
        }
    }

    @Test("a page is changed between its marks only")
    func marks() {
        let opening = "<!-- keys: log -->"
        let page = "before\n\(opening)\nold\n\nolder\n<!-- end -->\nafter\n"
        let updated = ConfigurationReference.updated(page)
        #expect(updated.hasPrefix("before\n\(opening)\n| key | value | default | meaning |\n"))
        #expect(updated.hasSuffix("|\n<!-- end -->\nafter\n"))
        #expect(!updated.contains("old"))
        #expect(ConfigurationReference.updated(updated) == updated)
    }
}
