import FoundationEssentials
import Ledger
import Logging
import MerkleLog
import TestKit
import Testing

@Suite("The configuration of a ledger")
struct LedgerConfigurationTests {
    private static let least = """
        name: sector-west
        ca: tls/ca.pem
        certificate: /etc/tls/ledger.pem
        key: tls/ledger.key

        """

    private func parse(_ text: String) throws(ConfigurationProblems) -> LedgerConfiguration {
        try LedgerConfiguration.parse(text, file: "/etc/karaula/karaula-ledger.yaml")
    }

    @Test("needs a name and three files; everything else has a default")
    func defaults() throws {
        let configuration = try parse(Self.least)
        #expect(configuration.name == "sector-west")
        #expect(configuration.tls.ca == "/etc/karaula/tls/ca.pem")
        #expect(configuration.tls.certificate == "/etc/tls/ledger.pem")
        #expect(configuration.listen == .init(host: "0.0.0.0", port: 8471))
        #expect(configuration.health == .init(host: "127.0.0.1", port: 8472))
        #expect(configuration.rules == LedgerRules(silenceSeconds: 900))
        #expect(configuration.identity == .commonName && configuration.receiptKey == nil)
    }

    @Test("says of sites what was written")
    func sites() throws {
        let key = try SampleLog("post-4").signer.key
        let configuration = try parse(
            Self.least + """
                listen: "[::]:9000"
                identity: uri
                receipt_key: receipt.pem
                silence: 2h
                connections: 9
                log:
                  level: debug
                sites:
                  - name: post-9
                    entries: selection
                    silence: never
                  - name: post-4
                    certificate: box
                    key: "\(key)"
                """)
        #expect(configuration.listen == .init(host: "::", port: 9000))
        #expect(configuration.identity == .uri && configuration.connectionLimit == 9)
        #expect(configuration.receiptKey == "/etc/karaula/receipt.pem" && configuration.logLevel == .debug)
        let sites = try #require(configuration.rules.sites)
        #expect(sites.map(\.name) == ["post-4", "post-9"])
        #expect(sites[0].key == key && sites[0].certificate == "box" && sites[0].silenceSeconds == 7200)
        #expect(sites[1].order == .selection && sites[1].silenceSeconds == nil)
    }

    @Test(
        "tells what is wrong, and where",
        arguments: [
            ("nome: x", 5, 1, "nome", "did you mean 'name'?"), ("listen: 99", 5, 9, "listen", "HOST:PORT"),
            ("listen: \"::1:99\"", 5, 9, "listen", "HOST:PORT"), ("listen: a:99999", 5, 9, "listen", "HOST:PORT"),
            ("health: 0.0.0.0:1", 5, 9, "health", "loopback"),
            ("identity: email", 5, 11, "identity", "common-name, dns, uri"),
            ("silence: 5x", 5, 10, "silence", "no duration"), ("silence: -5s", 5, 10, "silence", "no duration"),
            ("connections: 0", 5, 14, "connections", "1 to 65536"), ("log: debug", 5, 6, "log", "a mapping"),
            ("log:\n  level: loud", 6, 10, "log.level", "choose one of"), ("sites: post-4", 5, 8, "sites", "a list"),
            ("sites:\n  - post-4", 6, 5, "sites[0]", "a mapping"),
            ("sites:\n  - entries: all", 6, 5, "sites[0].name", "missing"),
            ("sites:\n  - name: a\n  - name: a", 7, 5, "sites[1].name", "twice"),
            ("sites:\n  - name: a\n    key: x", 7, 10, "sites[0].key", "three parts"),
            ("sites:\n  - name: a\n    kex: x", 7, 5, "sites[0].kex", "did you mean 'key'?"),
        ])
    func wrong(text: String, line: Int, column: Int, key: String, part: String) {
        let error = #expect(throws: ConfigurationProblems.self) { try parse(Self.least + text) }
        let problem = error?.problems.first
        #expect(error?.problems.count == 1 && problem?.line == line && problem?.column == column, "\(error as Any)")
        #expect(problem?.key == key && problem?.message.contains(part) == true, "\(error as Any)")
    }

    @Test("tells everything that is missing at once")
    func missing() {
        let error = #expect(throws: ConfigurationProblems.self) { try parse("listen: a:1\n") }
        #expect(error?.problems.map(\.key) == ["name", "ca", "certificate", "key"])
    }

    @Test(
        "is refused when it is no YAML, or no mapping",
        arguments: ["", "- a", "a: [", "a: b: c", "\t", "name: a\nname: b\n", String(repeating: "[", count: 100_000)])
    func notYaml(text: String) {
        let error = #expect(throws: ConfigurationProblems.self) { try parse(text) }
        #expect(error?.problems.isEmpty == false && error?.description.isEmpty == false)
    }

    @Test("refuses a key that is another site's, or a ledger's")
    func keys() throws {
        let other = try SampleLog("post-5").signer.key
        let ledger = try Samples.signer().key
        for key in [other, ledger] {
            let text = Self.least + "sites:\n  - name: post-4\n    key: \"\(key)\"\n"
            let error = #expect(throws: ConfigurationProblems.self) { try parse(text) }
            #expect(error?.problems.first?.key == "sites[0].key")
        }
    }

    @Test("is read from a file, and an absent one is told by its path")
    func file() throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("l.yaml")
        let error = #expect(throws: LedgerError.self) { try LedgerConfiguration.load(path: path) }
        #expect(error?.place == path && error?.exitCode == 66)
        try Data(Self.least.utf8).write(to: URL(filePath: path))
        #expect(try LedgerConfiguration.load(path: path).tls.ca == folder.file("tls/ca.pem"))
    }
}
