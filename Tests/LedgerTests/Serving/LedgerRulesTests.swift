import Ledger
import Testing

@Suite("What is said of sites")
struct LedgerRulesTests {
    @Test("lets every certificate speak for the site of its name, unless sites are listed")
    func open() {
        let rules = LedgerRules()
        #expect(rules.sites(ofCertificate: ["north", "x"]) == ["north", "x"])
        #expect(rules.sites(ofCertificate: []) == [])
        #expect(rules.site(named: "north").order == .all && rules.site(named: "north").silenceSeconds == 900)
    }

    @Test("lets a certificate speak for the sites that were written down with its name, and for no other")
    func listed() {
        let rules = LedgerRules(sites: [
            .init(name: "north"), .init(name: "south", certificate: "box-7"), .init(name: "west", certificate: "box-7"),
        ])
        #expect(rules.sites(ofCertificate: ["north"]) == ["north"])
        #expect(rules.sites(ofCertificate: ["box-7"]) == ["south", "west"])
        #expect(rules.sites(ofCertificate: ["south"]) == [])
        #expect(rules.sites(ofCertificate: ["nobody"]) == [])
    }
}
