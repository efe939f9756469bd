import Glibc
import Logging
import MerkleLog
import Yams

/// Reads a ledger's configuration file, and finds everything that is wrong with it at once.
struct LedgerConfigurationReader {
    /// The most bytes that a configuration may have.
    static let byteLimit = 1 << 20

    /// The folder from which relative paths start.
    let folder: String
    private(set) var problems: [ConfigurationProblem] = []

    init(folder: String) {
        self.folder = folder
    }

    /// Reads a text; `nil` if something is wrong with it, which is then in ``problems``.
    mutating func configuration(of text: String) -> LedgerConfiguration? {
        guard let root = compose(text) else { return nil }
        guard case .mapping(let mapping) = root else {
            report(
                ConfigurationProblem(key: "", message: "a mapping of keys is expected; see the example configuration"))
            return nil
        }
        var keys = YamlMapping(mapping, path: "")
        let name = required("name", in: &keys).flatMap { self.name($0, "name", keys) }
        let files = ["ca", "certificate", "key"].map { key in
            required(key, in: &keys).flatMap { self.path($0, key, keys) }
        }
        var configuration = LedgerConfiguration(name: name ?? "", tls: .init(ca: "", certificate: "", key: ""))
        if let ca = files[0], let certificate = files[1], let key = files[2] {
            configuration.tls = .init(ca: ca, certificate: certificate, key: key)
        }
        if let listen = endpoint("listen", &keys) { configuration.listen = listen }
        if let health = endpoint("health", &keys) {
            configuration.health = health
            if !["127.0.0.1", "::1", "localhost"].contains(health.host) {
                report(
                    keys.problem(
                        "'\(health.host)' is not loopback, and this door has no authentication; use 127.0.0.1",
                        key: "health", at: keys.take("health")))
            }
        }
        configuration.receiptKey = keys.take("receipt_key").flatMap { path($0, "receipt_key", keys) }
        if let identity: CertificateIdentity = choice("identity", &keys) { configuration.identity = identity }
        if let silence = duration("silence", &keys) { configuration.rules.silenceSeconds = silence }
        configuration.rules.sites = sites(&keys, silence: configuration.rules.silenceSeconds)
        if let connections = number("connections", 1...65_536, &keys) { configuration.connectionLimit = connections }
        readLog(&keys, into: &configuration)
        problems += keys.unknown
        return problems.isEmpty ? configuration : nil
    }

    private mutating func compose(_ text: String) -> Node? {
        // Deep nesting would exhaust the parser's stack; nothing here needs any.
        var depth = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { depth -= 1 }
            guard depth <= 32 else {
                report(ConfigurationProblem(key: "", message: "brackets nest too deeply; nothing here needs that"))
                return nil
            }
        }
        do {
            guard let root = try Yams.compose(yaml: text) else {
                report(ConfigurationProblem(key: "", message: "the file is empty; see the example configuration"))
                return nil
            }
            return root
        } catch let YamlError.scanner(_, problem, mark, _), let YamlError.parser(_, problem, mark, _),
            let YamlError.composer(_, problem, mark, _)
        {
            report(
                ConfigurationProblem(
                    line: mark.line, column: mark.column, key: "", message: "not valid YAML: \(problem)"))
        } catch let YamlError.duplicatedKeysInMapping(duplicates, context) {
            report(
                ConfigurationProblem(
                    line: context.mark.line, column: context.mark.column, key: duplicates.first.map { "\($0)" } ?? "",
                    message: "the key is given twice; remove one"))
        } catch {
            report(ConfigurationProblem(key: "", message: "not valid YAML: \(error)"))
        }
        return nil
    }

    private mutating func readLog(_ keys: inout YamlMapping, into configuration: inout LedgerConfiguration) {
        guard let node = keys.take("log") else { return }
        guard case .mapping(let mapping) = node else {
            return report(keys.problem("a mapping is expected, such as `level: info`", key: "log", at: node))
        }
        var log = YamlMapping(mapping, path: "log")
        if let level: Logger.Level = choice("level", &log) { configuration.logLevel = level }
        problems += log.unknown
    }

    private mutating func sites(_ keys: inout YamlMapping, silence: Double?) -> [LedgerRules.Site]? {
        guard let node = keys.take("sites") else { return nil }
        guard case .sequence(let items) = node else {
            report(
                keys.problem(
                    "a list of sites is expected; leave it out to take every certificate", key: "sites", at: node))
            return nil
        }
        var sites: [LedgerRules.Site] = []
        for (index, item) in items.enumerated() {
            guard case .mapping(let mapping) = item else {
                report(keys.problem("a mapping with a `name` is expected", key: "sites[\(index)]", at: item))
                continue
            }
            var site = YamlMapping(mapping, path: "sites[\(index)]")
            if let read = self.site(&site, silence: silence) {
                if sites.contains(where: { $0.name == read.name }) {
                    report(site.problem("'\(read.name)' is given twice; remove one", key: "name", at: item))
                }
                sites.append(read)
            }
            problems += site.unknown
        }
        return sites.sorted { $0.name < $1.name }
    }

    private mutating func site(_ keys: inout YamlMapping, silence: Double?) -> LedgerRules.Site? {
        let name = required("name", in: &keys).flatMap { text($0, "name", keys) }
        var site = LedgerRules.Site(
            name: name ?? "", certificate: keys.take("certificate").flatMap { text($0, "certificate", keys) })
        if let order: IngestOrder = choice("entries", &keys) { site.order = order }
        site.silenceSeconds = silence
        if let own = duration("silence", &keys) { site.silenceSeconds = own }
        if let node = keys.take("key"), let text = text(node, "key", keys) {
            do throws(NoteError) {
                let key = try NoteKey(parsing: text)
                guard key.algorithm == .ed25519 else {
                    throw NoteError(
                        place: "key", cause: "it is the key of a ledger, not of a site's log",
                        mend: "Give what `karaulactl journal key` prints at the site")
                }
                guard let name, LogOrigin(parsing: key.name)?.site == name else {
                    throw NoteError(
                        place: "key", cause: "it is the key of '\(key.name)'", mend: "Give the key of this site's log")
                }
                site.key = key
            } catch {
                report(keys.problem("\(error.cause). \(error.mend)", key: "key", at: node))
            }
        }
        return name == nil ? nil : site
    }

    mutating func report(_ problem: ConfigurationProblem) { problems.append(problem) }

    private mutating func required(_ key: String, in keys: inout YamlMapping) -> Node? {
        guard let node = keys.take(key) else {
            report(keys.problem("the key is missing, and it is needed", key: key))
            return nil
        }
        return node
    }
}
