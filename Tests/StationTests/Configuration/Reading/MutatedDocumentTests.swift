import Foundation
import Station
import TestKit
import Testing

@Suite("Whatever a file holds")
struct MutatedDocumentTests {
    /// SplitMix64: the same seed, the same mutations.
    struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    static let fragments = [
        "[", "]", "{", "}", ": ", "- ", "\n", "\t", "\"", "'", "#", "&a ", "*a", "!!str ", "? ", "---\n", "...\n",
        "|\n",
        "%YAML 9.9\n", "-1", "1e999", "nan", "~", "null", "\u{0}", "\u{7F}", "\u{FEFF}", "\u{E000}", "ž", "site: b\n",
        "\r\n", "\r", "    fps: 5\n", "<<: ", "@", "`", ",", "\\", "\u{2028}",
    ]

    static func mutated(_ text: [Unicode.Scalar], _ dice: inout Dice) -> String {
        var text = text
        for _ in 0..<Int.random(in: 1...4, using: &dice) {
            let place = Int.random(in: 0...text.count, using: &dice)
            let end = min(text.count, place + Int.random(in: 0...12, using: &dice))
            switch Int.random(in: 0...4, using: &dice) {
            case 0: text.removeSubrange(place..<end)
            case 1: text.insert(contentsOf: text[place..<end], at: place)
            case 2: text.removeSubrange(end...)
            case 3: text.swapAt(min(place, text.count - 1), max(0, end - 1))
            default:
                let fragment = fragments[Int.random(in: fragments.indices, using: &dice)]
                text.insert(contentsOf: fragment.unicodeScalars, at: place)
            }
            if text.isEmpty { text = ["x"] }
        }
        return String(String.UnicodeScalarView(text))
    }

    @Test("it loads, or every error has its place", arguments: ["karaula.yaml", "two-cameras.yaml", "simulated.yaml"])
    func mutations(file: String) throws {
        let original = Array(try ProjectFiles.text("Config/\(file)").unicodeScalars)
        var dice = Dice(state: 20_261_122)
        var refused = 0
        for round in 0..<700 {
            let text = Self.mutated(original, &dice)
            do throws(ConfigurationErrors) {
                _ = try SiteConfiguration.parse(text)
            } catch {
                refused += 1
                let lineCount =
                    text.unicodeScalars.count { ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains($0) } + 1
                let isWellFormed = error.errors.allSatisfy { error in
                    guard let position = error.position else { return false }
                    return (1...lineCount + 1).contains(position.line) && position.column >= 1
                        && !error.message.isEmpty && !error.message.unicodeScalars.contains("\n")
                }
                let positions = error.errors.compactMap(\.position)
                #expect(
                    !error.errors.isEmpty && isWellFormed && positions == positions.sorted(), "round \(round): \(error)"
                )
            }
        }
        #expect(refused > 100, "mutations that change nothing test nothing")
    }

    @Test("bytes of any kind are refused, not more")
    func bytes() throws {
        let directory = try TemporaryDirectory()
        let original = Array(try ProjectFiles.text("Config/two-cameras.yaml").utf8)
        var dice = Dice(state: 7)
        for _ in 0..<200 {
            var bytes = original
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
            }
            try Data(bytes).write(to: URL(filePath: directory.file("f.yaml")))
            do throws(ConfigurationErrors) {
                _ = try SiteConfiguration.load(path: directory.file("f.yaml"))
            } catch {
                #expect(!error.errors.isEmpty && error.exitCode == 78)
                #expect(error.errors.allSatisfy { $0.position != nil })
            }
        }
    }
}
