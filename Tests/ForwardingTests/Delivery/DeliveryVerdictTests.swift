import Forwarding
import Testing

@Suite("A verdict over an answer")
struct DeliveryVerdictTests {
    private func verdict(_ answer: DeliveryAnswer) -> DeliveryVerdict {
        DeliveryVerdict(of: answer, to: .entries, from: "sector")
    }

    private func failure(_ answer: DeliveryAnswer) -> (code: DeliveryError.Code, retryAfter: Double?)? {
        guard case .failed(let error, let retryAfter) = verdict(answer) else { return nil }
        return (error.code, retryAfter)
    }

    @Test("accepts every 2xx", arguments: [200, 201, 202, 204, 299])
    func accepted(status: Int) {
        #expect(verdict(DeliveryAnswer(status: status)) == .accepted)
        let json = DeliveryAnswer(status: status, contentType: "application/json", body: Array("{}".utf8))
        #expect(verdict(json) == .accepted)
    }

    @Test("does not take a web page or an endless body for an acknowledgement")
    func nonsense() {
        let page = DeliveryAnswer(status: 200, contentType: "text/html", body: Array("<html>".utf8))
        #expect(failure(page)?.code == .nonsense)
        let endless = DeliveryAnswer(status: 200, body: [1], isTruncated: true)
        #expect(failure(endless)?.code == .nonsense)
        #expect(verdict(DeliveryAnswer(status: 204, contentType: "text/html")) == .accepted)
    }

    @Test("blames the entry for a 4xx", arguments: [400, 401, 403, 404, 405, 410, 415, 422, 431, 499])
    func refused(status: Int) {
        guard case .refused(let error, _) = verdict(DeliveryAnswer(status: status)) else {
            Issue.record("\(status) must be a refusal")
            return
        }
        #expect(error.cause.contains("\(status)") && !error.mend.isEmpty)
    }

    @Test(
        "blames no entry for what may pass",
        arguments: [
            (408, DeliveryError.Code.busy), (409, .conflict), (425, .busy), (429, .busy), (500, .busy), (502, .busy),
            (503, .busy), (599, .busy), (301, .redirected), (302, .redirected), (307, .redirected), (308, .redirected),
            (100, .nonsense), (600, .nonsense), (0, .nonsense), (-1, .nonsense),
        ] as [(Int, DeliveryError.Code)])
    func failed(status: Int, code: DeliveryError.Code) {
        #expect(failure(DeliveryAnswer(status: status))?.code == code)
    }

    @Test(
        "passes Retry-After on where it means something",
        arguments: [(429, 7.0), (503, 7.0), (500, nil), (302, nil)] as [(Int, Double?)])
    func retryAfter(status: Int, expected: Double?) {
        #expect(failure(DeliveryAnswer(status: status, retryAfterSeconds: 7))?.retryAfter == expected)
    }

    @Test("lets 413 split the batch")
    func tooLarge() {
        guard case .tooLarge = verdict(DeliveryAnswer(status: 413)) else {
            Issue.record("413 must split")
            return
        }
    }

    @Test("quotes the receiver's words on one line, without control characters, cut short")
    func words() {
        let hostile = "no\r\nfake log line\u{1b}[31m\u{202e}" + String(repeating: "y", count: 5000)
        let answer = DeliveryAnswer(status: 400, contentType: "text/plain", body: Array(hostile.utf8))
        guard case .refused(let error, _) = verdict(answer) else {
            Issue.record("400 must be a refusal")
            return
        }
        #expect(error.cause.hasPrefix("it answered 400: no  fake log line"))
        #expect(error.cause.count < 300)
        #expect(!error.cause.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202e })
    }
}
