import Forwarding
import Testing

@Suite("An answer of a ledger")
struct AnswerJudgeTests {
    private func verdict(
        _ status: Int, _ body: String = "", _ kind: DeliveryRequest.Kind, type: String = "application/json"
    ) -> DeliveryVerdict {
        let answer = DeliveryAnswer(status: status, contentType: type, body: Array(body.utf8))
        return DeliveryVerdict(of: answer, to: kind, from: "sector")
    }

    @Test("to entries says from where to go on")
    func resume() {
        guard case .resume(after: 7, let error) = verdict(409, #"{"resume_after":7}"#, .entries) else {
            Issue.record("it is not understood")
            return
        }
        #expect(error.code == .conflict)
        guard case .failed(let plain, _) = verdict(409, #"{"resume":7}"#, .entries) else {
            Issue.record("another 409 must fail")
            return
        }
        #expect(plain.code == .conflict)
    }

    @Test("to entries names those that it refuses, on one line each")
    func named() {
        let body = #"{"refused":[{"seq":3,"cause":"not\nso","mend":"look"},{"seq":4}],"more":true}"#
        guard case .refused(_, let named) = verdict(422, body, .entries) else {
            Issue.record("it is not understood")
            return
        }
        #expect(named.keys.sorted() == [3, 4])
        #expect(named[3]?.cause == "not so" && named[3]?.mend == "look" && named[4]?.cause == "it answered 422")
        guard case .refused(_, let none) = verdict(422, #"{"refused":"all"}"#, .entries) else {
            Issue.record("nonsense must be a refusal of the batch")
            return
        }
        #expect(none.isEmpty)
    }

    @Test("to a checkpoint says what it has signed, and what it misses")
    func checkpoint() {
        guard case .holds(size: 12, _) = verdict(409, "12\n", .checkpoint, type: "text/x.tlog.size") else {
            Issue.record("its size is not understood")
            return
        }
        guard case .missing(from: 5, _) = verdict(409, #"{"missing":5}"#, .checkpoint) else {
            Issue.record("what it misses is not understood")
            return
        }
        for (status, body, type) in [
            (409, "-1\n", "text/x.tlog.size"), (409, "x", "text/x.tlog.size"), (409, "12\n", "text/plain"),
            (403, "", "text/plain"), (404, "", "text/plain"), (422, "", "text/plain"),
        ] {
            guard case .refused = verdict(status, body, .checkpoint, type: type) else {
                Issue.record("\(status) \(body) must be a refusal")
                return
            }
        }
        guard case .failed(let error, _) = verdict(200, "<html>", .checkpoint, type: "text/html") else {
            Issue.record("a web page must not be a receipt")
            return
        }
        #expect(error.code == .nonsense)
    }

    @Test("to a piece of a file says how much it has")
    func file() {
        #expect(verdict(200, #"{"have":10,"complete":false}"#, .file) == .has(bytes: 10, isComplete: false))
        #expect(verdict(200, #"{"have":20,"complete":true}"#, .file) == .has(bytes: 20, isComplete: true))
        #expect(verdict(409, #"{"have":5}"#, .file) == .has(bytes: 5, isComplete: false))
        if case .unknownEntry = verdict(404, "", .file) {} else { Issue.record("404") }
        if case .wrongDigest = verdict(422, "", .file) {} else { Issue.record("422") }
        if case .failed = verdict(200, "ok", .file) {} else { Issue.record("200 without a word") }
        if case .tooLarge = verdict(413, "", .file) {} else { Issue.record("413") }
        if case .refused = verdict(405, "", .file) {} else { Issue.record("405") }
    }
}
