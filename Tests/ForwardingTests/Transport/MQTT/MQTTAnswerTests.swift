import Forwarding
import Foundation
import Testing

@Suite("What a broker's acknowledgements come to")
struct MQTTAnswerTests {
    private func said(_ codes: UInt8...) -> [(Int64, MQTTAcknowledgement)] {
        codes.enumerated().map { (Int64($0.offset + 1), MQTTAcknowledgement(MQTTReason(rawValue: $0.element))) }
    }

    @Test("is 200 if each is a success, with or without subscribers")
    func accepted() {
        #expect(MQTTAnswer.to(said()).status == 200)
        #expect(MQTTAnswer.to(said(0, 16, 0)).status == 200)
        #expect(DeliveryVerdict(of: MQTTAnswer.to(said(0, 16)), to: .entries, from: "b") == .accepted)
    }

    @Test("is 422 with the names of those that the broker refuses for what they are")
    func refused() throws {
        let answer = MQTTAnswer.to(said(0, 0x87, 0, 0x95, 0x90, 0x99))
        #expect(answer.status == 422)
        #expect(answer.contentType == "application/json")
        let body = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: [[String: Any]]]
        #expect(body?["refused"]?.compactMap { $0["seq"] as? Int } == [2, 4, 5, 6])
        #expect(body?["refused"]?.first?["cause"] as? String == "the broker says: not authorized (135)")
        guard case .refused(_, let named) = DeliveryVerdict(of: answer, to: .entries, from: "b") else {
            Issue.record("it is no refusal")
            return
        }
        #expect(Set(named.keys) == [2, 4, 5, 6])
    }

    @Test(
        "is a status to wait for if any was put off",
        arguments: [(0x97, 429), (0x96, 429), (0x93, 429), (0x80, 503), (0x83, 503), (0x91, 503), (0xFE, 503)])
    func putOff(code: UInt8, status: Int) {
        #expect(MQTTAnswer.to(said(0, 0x87, code)).status == status)
    }

    @Test("has a status for every reason code, and success for none of the failures")
    func everyCode() {
        for code in UInt8.min...UInt8.max {
            let reason = MQTTReason(rawValue: code)
            #expect(reason.isSuccess == (code < 0x80))
            #expect((reason.status == 200) == reason.isSuccess)
        }
    }

    @Test("keeps the broker's own words")
    func words() throws {
        let answer = MQTTAnswer.to([(Int64(7), MQTTAcknowledgement(MQTTReason(rawValue: 0x87), text: "not you"))])
        #expect(String(decoding: answer.body, as: UTF8.self).contains("not authorized (135): not you"))
    }
}
