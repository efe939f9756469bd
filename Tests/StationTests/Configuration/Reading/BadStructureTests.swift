import Station
import Testing

@Suite("Documents of the wrong shape")
struct BadStructureTests {
    static let documents: [BadDocument] = [
        .init(
            "a list instead of keys", whole: "- a\n",
            "f:1:1: the file must hold keys and values, such as 'site: …', not a list"),
        .init(
            "a word instead of keys", whole: "site\n",
            "f:1:1: the file must hold keys and values, such as 'site: …', not 'site'"),
        .init(
            "nothing that is needed", whole: "log: {}\n",
            "f:1:1: the file needs the key 'site': a name of at most 64 letters (a-z), digits, '.', '_' and '-' that "
                + "begins with a letter or digit",
            "f:1:1: the file needs at least 1 item in the list 'cameras'"),
        .init(
            "no camera", whole: "site: post\ncameras: []\n",
            "f:2:1: the file needs at least 1 item in the list 'cameras'"),
        .init(
            "a mapping instead of a list", whole: "site: post\ncameras:\n  name: gate\n",
            "f:3:3: 'cameras' must be a list; begin each of its items with '- '"),
        .init(
            "a word instead of a camera", whole: "site: post\ncameras:\n  - gate\n",
            "f:3:5: cameras[0] must hold keys and values, such as 'name: …', not 'gate'"),
        .init(
            "a word instead of a section", camera: "    snapshot: 85",
            "f:5:15: cameras[0].snapshot must hold keys and values, such as 'quality: …', not '85'"),
        .init(
            "mistyped keys, which are not missed a second time",
            whole: "sitte: post\nCameras:\n  - naem: gate\n    sorce: {device: /dev/video0}\n",
            "f:1:1: unknown key 'sitte'; did you mean 'site'?", "f:2:1: unknown key 'Cameras'; did you mean 'cameras'?"),
        .init(
            "mistyped keys of a camera", whole: "site: a\ncameras:\n  - naem: gate\n    sorce: {device: /dev/video0}\n",
            "f:3:5: unknown key 'naem' in cameras[0]; did you mean 'name'?",
            "f:4:5: unknown key 'sorce' in cameras[0]; did you mean 'source'?"),
        .init(
            "a key in another spelling", camera: "    blindAfter: 3s",
            "f:5:5: unknown key 'blindAfter' in cameras[0]; did you mean 'blind_after'?"),
        .init(
            "a key of another section", camera: "    preroll: 3s",
            "f:5:5: unknown key 'preroll' in cameras[0]; it belongs in cameras[].recording"),
        .init(
            "a key that is like no other", camera: "    snapshot: {banana: 1}",
            "f:5:16: unknown key 'banana' in cameras[0].snapshot; known here: quality"),
        .init(
            "a key that hides a control character", camera: "    \"b\\e[31m\": 1",
            "f:5:5: unknown key 'b\u{FFFD}[31m' in cameras[0]; known here: name, source, format, size, fps, controls, "
                + "masks, analysis, zones, tripwires, rules, recording, snapshot, watch, blind_after"),
        .init(
            "keys given twice, beside other mistakes",
            camera: "    fps: 10\n    snapshot: {quality: 1, quality: 2, \"quality\": 3}\n    fps: 11\n    fpps: 1",
            "f:6:28: 'quality' is given twice, first in column 16; remove one",
            "f:6:40: 'quality' is given twice, first in column 16; remove one",
            "f:7:5: 'fps' is given twice, first in line 5; remove one",
            "f:8:5: unknown key 'fpps' in cameras[0]; did you mean 'fps'?"),
        .init(
            "a list as a key", whole: "[a]: 1\nsite: post\ncameras: [{name: a, source: {simulated: {}}}]\n",
            "f:1:1: a key must be a word, not a list or a mapping"),
    ]

    @Test("are told with place, key and what was meant", arguments: documents)
    func told(document: BadDocument) {
        #expect(document.lines == document.expected)
    }

    @Test("the limit of a list is told once, and bounds what follows")
    func longList() {
        let cameras = (0..<70).map { "  - {name: c\($0), source: {simulated: {}}}\n" }.joined()
        let document = BadDocument("", whole: "site: post\ncameras:\n" + cameras)
        #expect(document.lines == ["f:3:3: 'cameras' has 70 items, but may have at most 64"])
    }

    @Test("more errors than anybody reads are counted, not told")
    func flood() {
        let text =
            "site: post\ncameras: [{name: a, source: {simulated: {}}}]\n" + (1...103).map { "x\($0)y: 1\n" }.joined()
        let lines = BadDocument("", whole: text).lines
        #expect(lines.count == 101)
        #expect(lines.last == "f:103:1: 3 more errors from here on; mend the others first")
    }
}
