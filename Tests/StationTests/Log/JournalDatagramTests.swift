import Forwarding
import Logging
import Station
import Testing

/// What is logged can pretend to be nothing else, whatever it holds.
@Suite struct JournalDatagramTests {
    /// The fields as journald reads them.
    private func read(_ bytes: [UInt8]) -> [String: String] {
        var fields: [String: String] = [:]
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = rest[..<end]
            if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
                fields[String(decoding: line[..<equals], as: UTF8.self)] =
                    String(decoding: line[(equals + 1)...], as: UTF8.self)
                rest = rest[(end + 1)...]
            } else {
                let number = rest[(end + 1)...].prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                let value = rest[(end + 9)...].prefix(number)
                fields[String(decoding: line, as: UTF8.self)] = String(decoding: value, as: UTF8.self)
                rest = rest[(value.endIndex + 1)...]
            }
        }
        return fields
    }

    @Test func aFieldIsItsNameAndItsValue() {
        var datagram = JournalDatagram()
        datagram.add("MESSAGE", "camera streams")
        datagram.add("PRIORITY", "5")
        #expect(String(decoding: datagram.bytes, as: UTF8.self) == "MESSAGE=camera streams\nPRIORITY=5\n")
    }

    @Test func aValueWithLineEndsMakesNoOtherField() {
        var datagram = JournalDatagram()
        datagram.add("MESSAGE", "one\nPRIORITY=0\nKARAULA_CAMERA=other")
        datagram.add("PRIORITY", "5")
        #expect(
            read(datagram.bytes) == ["MESSAGE": "one\nPRIORITY=0\nKARAULA_CAMERA=other", "PRIORITY": "5"])
    }

    @Test func aNameIsOneThatJournaldTakes() {
        var datagram = JournalDatagram()
        datagram.add("KARAULA_fps max=\n", "x")
        #expect(read(datagram.bytes) == ["KARAULA_FPS_MAX__": "x"])
    }

    @Test func aLongValueIsCutBetweenCharacters() {
        for filler in 0..<4 {
            var datagram = JournalDatagram()
            datagram.add("MESSAGE", String(repeating: "a", count: filler) + String(repeating: "🦌", count: 9000))
            let text = read(datagram.bytes)["MESSAGE"] ?? ""
            #expect(text.utf8.count > JournalDatagram.longestValue - 4)
            #expect(text.utf8.count <= JournalDatagram.longestValue)
            #expect(text.allSatisfy { $0 == "a" || $0 == "🦌" })
        }
    }

    @Test func thereAreNeverTooManyFields() {
        var datagram = JournalDatagram()
        for number in 0..<100 { datagram.add("F\(number)", String(repeating: "x", count: 100_000)) }
        #expect(read(datagram.bytes).count == JournalDatagram.mostFields)
        // What a socket takes at once unless somebody has changed it (net.core.wmem_default).
        #expect(datagram.bytes.count < 212_992)
    }

    @Test func aLineCarriesItsSubjectAndItsMetadata() {
        let bytes = JournaldLogHandler.fields(
            "watch.changed camera=gate", .notice, .cameraBlind, [(key: "camera", value: "gate")])
        #expect(
            read(bytes) == [
                "MESSAGE": "watch.changed camera=gate", "PRIORITY": "5", "SYSLOG_IDENTIFIER": "karaulad",
                "MESSAGE_ID": LogSubject.cameraBlind.messageID, "KARAULA_CAMERA": "gate",
            ])
    }
}
