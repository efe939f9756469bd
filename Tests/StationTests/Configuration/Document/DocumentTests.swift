import Detection
import Capture
import Station
import Testing

@Suite("Texts that are no YAML document of ours")
struct DocumentTests {
    static let documents: [BadDocument] = [
        .init(
            "empty", whole: "",
            "f:1:1: the file holds no configuration; begin with 'site: NAME' and a list 'cameras:'"),
        .init(
            "only comments", whole: "# site: a\n\n",
            "f:1:1: the file holds no configuration; begin with 'site: NAME' and a list 'cameras:'"),
        .init(
            "two documents", whole: "site: a\n---\nsite: b\n",
            "f:2:1: a second document begins here; a configuration is one document, remove '---' or what follows"),
        .init(
            "a tab as indentation", whole: "site: a\n\tcameras: 1\n",
            "f:2:1: a tab cannot be used for indentation; use spaces"),
        .init(
            "an open bracket", whole: "a: [1, 2\nb: 3\n",
            "f:2:2: the bracket that begins at 1:4 is not closed before this place, or a comma is missing"),
        .init("an open quote", whole: "site: \"a\n", "f:1:7: a quote is opened here but never closed"),
        .init(
            "a colon too many", whole: "site: a: b\n",
            "f:1:8: a key cannot begin here; check the indentation, or put a text that holds ': ' in quotes"),
        .init(
            "a reserved character", whole: "site: @a\n", "f:1:7: a value cannot begin with '@'; put it in quotes"),
        .init(
            "a control character", whole: "site: a\u{1}\n",
            "f:1:8: a control character (code 1) does not belong here; remove it"),
        .init(
            "anchors, aliases, tags and blocks of text", whole: "a: &x [1]\nb: *x\nc: !!str 1\nd: |\n  x\n",
            "f:1:4: anchors and aliases ('&…') are not supported; write the value out, or put a text in quotes",
            "f:2:4: anchors and aliases ('*…') are not supported; write the value out, or put a text in quotes",
            "f:3:4: tags ('!…') are not supported; remove it, or put a text in quotes",
            "f:4:4: text over several lines ('|') is not supported; write it on one line"),
        .init(
            "anchors in brackets, behind keys in quotes", whole: "{\"a\":&x 1, 'b' : [*x,*x], ? *x : &y z}\n",
            "f:1:6: anchors and aliases ('&…') are not supported; write the value out, or put a text in quotes",
            "f:1:19: anchors and aliases ('*…') are not supported; write the value out, or put a text in quotes",
            "f:1:22: anchors and aliases ('*…') are not supported; write the value out, or put a text in quotes",
            "f:1:29: anchors and aliases ('*…') are not supported; write the value out, or put a text in quotes",
            "f:1:34: anchors and aliases ('&…') are not supported; write the value out, or put a text in quotes"),
        .init(
            "brackets without end", whole: String(repeating: "[", count: 100_000),
            "f:1:17: brackets nest more than 16 deep; no key of a configuration needs that"),
        .init(
            "lists without end", whole: String(repeating: "- ", count: 100_000),
            "f:1:101: blocks are indented more than 100 columns; no key of a configuration needs that"),
        .init(
            "indentation without end",
            whole: (0..<300).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
            "f:101:101: blocks are indented more than 100 columns; no key of a configuration needs that"),
    ]

    @Test("are told with place, cause and mend", arguments: documents)
    func told(document: BadDocument) {
        #expect(document.lines == document.expected)
    }

    @Test("an alias bomb is refused before it is unfolded")
    func aliasBomb() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            let parts = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(parts)]\n"
        }
        text += "? *a40\n: 1\n? *a40\n: 2\n"
        let lines = BadDocument("", whole: text).lines
        #expect(lines.count == 20)
        #expect(lines.allSatisfy { $0.contains("anchors and aliases") })
    }

    @Test("what nests as deep as is taken, is read")
    func deepest() {
        let blocks = (0..<49).map { String(repeating: "  ", count: $0) + "- a:\n" }.joined()
        let brackets =
            String(repeating: " ", count: 99) + String(repeating: "[", count: 16) + String(repeating: "]", count: 16)
        #expect(
            BadDocument("", whole: blocks + brackets + "\n").lines == [
                "f:1:1: the file must hold keys and values, such as 'site: …', not a list"
            ])
    }

    @Test("keys given twice without end are bounded")
    func manyDuplicates() {
        let text = (0..<200).map { "k\($0): 1\nk\($0): 2\n" }.joined()
        #expect(BadDocument("", whole: text).lines == ["f:1:1: too many keys are given twice; mend the others first"])
    }

    @Test("signs of YAML within texts and comments mean nothing")
    func harmlessSigns() throws {
        let text = """
            %YAML 1.1
            --- # &a *b !c | >
            site: a   # it's "fine": [ {
            cameras:
              - name: "a"
                source: {footage: {path: "&x *y !z | > # [[ \\" it's"}}
                rules:
                  - {name: a & b * c! it's, kind: intrusion}
                  - {name: 'it''s [fine] &x', kind: intrusion}
            """
        let configuration = try SiteConfiguration.parse(text, folder: "/f")
        let camera = try #require(configuration.cameras.first)
        #expect(camera.rules.map(\.name) == ["a & b * c! it's", "it's [fine] &x"])
        #expect(
            camera.source
                == .footage(.init(location: .file("/f/&x *y !z | > # [[ \" it's"), framesPerSecond: 10)))
    }

    @Test(
        "what YAML 1.1 takes for something else stays what was written",
        arguments: ["no", "22:30", "0123", "1e3", "0x1F"])
    func textsStayTexts(name: String) throws {
        let text = "site: a\ncameras: [{name: a, source: {simulated: {}}, rules: [{name: \(name), kind: intrusion}]}]\n"
        #expect(try SiteConfiguration.parse(text).cameras.first?.rules.map(\.name) == [name])
    }

    @Test("line ends of other systems and a byte order mark change no place")
    func lineEnds() {
        let text =
            "\u{FEFF}site: a\r\ncameras:\r\n  - name: a\r\n    source: {simulated: {}}\r\n    fpss: 1\r\n    fpss: 2\r\n"
        #expect(
            BadDocument("", whole: text).lines == [
                "f:5:5: unknown key 'fpss' in cameras[0]; did you mean 'fps'?",
                "f:6:5: 'fpss' is given twice, first in line 5; remove one",
            ])
    }
}
