import Forwarding
import Station
import Testing

@Suite("Destinations that cannot be")
struct BadDestinationTests {
    /// Sound cameras on line 2, destinations from line 4 on.
    static func text(_ destinations: String) -> String {
        "site: post\ncameras: [{name: a, source: {simulated: {}}}, {name: gate, source: {simulated: {}}, "
            + "zones: [{name: fence, polygon: [[0, 0], [1, 0], [1, 1]]}], rules: [{name: r, kind: intrusion, zone: fence}]}]\n"
            + "destinations:\n" + destinations
    }

    static let documents: [BadDocument] = [
        .init(
            "nothing said", whole: text("  - {}\n"),
            "f:4:5: destinations[0] needs the key 'name': a name of at most 64 letters (a-z), digits, '.', '_' and '-' "
                + "that begins with a letter or digit",
            "f:4:5: destinations[0] needs the key 'url': a URL such as https://sector.example:8471/v1/entries"),
        .init(
            "one name twice", whole: text("  - {name: a, url: 'https://h'}\n  - {name: a, url: 'https://h'}\n"),
            "f:5:12: 'name' in destinations[1] is 'a', as destinations[0] on line 4 is called already; names must differ"
        ),
        .init(
            "a certificate without its key, and the other way round",
            whole: text("  - {name: a, url: 'https://h', certificate: c}\n  - {name: b, url: 'https://h', key: k}\n"),
            "f:4:33: 'certificate' in destinations[0] needs the key 'key' beside it",
            "f:5:33: 'key' in destinations[1] needs the key 'certificate' beside it"),
        .init(
            "certificates where there is no TLS", whole: text("  - {name: a, url: 'http://[::1]:80/x', ca: c}\n"),
            "f:4:45: 'ca' in destinations[0] has no meaning for plain http; use https, or remove it"),
        .init(
            "cameras and zones that the site does not have",
            whole: text("  - {name: a, url: 'https://h', cameras: [gaet, a], zones: [fence, north]}\n"),
            "f:4:42: 'cameras' in destinations[0] is 'gaet', a camera that the site does not have; did you mean 'gate'?",
            "f:4:60: 'zones' in destinations[0] is 'north', a zone or tripwire that the site does not have; the site has "
                + "'fence'"),
        .init(
            "kinds that nobody knows", whole: text("  - {name: a, url: 'https://h', kinds: []}\n"),
            "f:4:40: 'kinds' in destinations[0] must be all or a list of kinds, such as [event.opened, event.closed], "
                + "not an empty list"),
    ]

    @Test("are told with place, key and mend", arguments: documents)
    func told(document: BadDocument) {
        #expect(document.lines == document.expected)
    }

    @Test("a mistyped kind is told with the nearest one")
    func kind() throws {
        let lines = BadDocument("", whole: Self.text("  - {name: a, url: 'https://h', kinds: [event.open]}\n")).lines
        let line = try #require(lines.first)
        #expect(lines.count == 1)
        #expect(line.hasPrefix("f:4:41: 'kinds[0]' in destinations[0] must be "))
        #expect(line.hasSuffix(", not 'event.open'; did you mean 'event.opened'?"))
    }

    static let urls: [(String, String)] = [
        ("http://sector.example/x", "plain http is for this machine only, use https"),
        ("http://127.0.0.1.example/x", "plain http is for this machine only, use https"),
        ("http://128.0.0.1/x", "plain http is for this machine only, use https"),
        ("ftp://sector.example", "'ftp' is not a transport of Karaula"),
        ("sector.example", "it does not begin with https://"),
        ("https://", "it names no host"),
        ("https:///x", "it names no host"),
        ("https://[::1", "it names no host"),
        ("https://h:0/", "its port is not one of 1 to 65535"),
        ("https://h:65536/", "its port is not one of 1 to 65535"),
        ("https://h:/", "its port is not one of 1 to 65535"),
        ("https://h/#x", "a fragment ('#…') is never sent"),
        ("https://h/a b", "it may hold neither spaces nor characters outside ASCII"),
        ("https://граница.example/", "it may hold neither spaces nor characters outside ASCII"),
    ]

    @Test("URLs that lead nowhere are told with what is wrong", arguments: urls)
    func url(url: String, fault: String) {
        let document = BadDocument("", whole: Self.text("  - {name: a, url: '\(url)'}\n"))
        #expect(
            document.lines == [
                "f:4:20: 'url' in destinations[0] must be a URL such as https://sector.example:8471/v1/entries, not "
                    + "'\(url)'; \(fault)"
            ])
    }

    @Test("a password in a URL is refused and not repeated")
    func password() {
        let lines = BadDocument("", whole: Self.text("  - {name: a, url: 'https://guard:secret@h/'}\n")).lines
        #expect(lines.count == 1)
        #expect(lines.allSatisfy { !$0.contains("secret") && $0.contains("use a client certificate") })
    }

    @Test(
        "sound URLs are taken as they are, and whoever delivers agrees",
        arguments: [
            "https://sector.example:8471/v1/entries", "https://10.0.0.1", "https://[fd00::1]:8471/x?y=1",
            "http://127.0.0.1:9000/x", "http://localhost/", "http://[::1]:1/", "HTTPS://sector.example/",
        ])
    func soundURL(url: String) throws {
        let configuration = try SiteConfiguration.parse(Self.text("  - {name: a, url: '\(url)'}\n"))
        #expect(configuration.destinations.map(\.url) == [url])
        #expect(configuration.destinations.flatMap(\.problems).isEmpty)
    }
}
