import Forwarding
import Testing

@Suite("A connection to brokers")
struct MQTTMachineTests {
    private static let second: Int64 = 1_000_000_000

    private func machine(brokers: Int = 1) -> MQTTMachine {
        MQTTMachine(brokers: brokers, connectSeconds: 5, backOff: BackOff(baseSeconds: 1, capSeconds: 60)) { 0.5 }
    }

    private func job(_ id: UInt64, messages: Int = 2, deadline: Int64 = 20) -> MQTTJob {
        let message = MQTTMessage(topic: "t", payload: [], contentType: "text/plain")
        return MQTTJob(
            id: id, messages: (0..<messages).map { .init(seq: Int64($0), camera: nil, message: message) },
            deadline: deadline * Self.second)
    }

    private let good = MQTTAcknowledgement(MQTTReason(rawValue: 0))
    private let bad = MQTTAcknowledgement(MQTTReason(rawValue: 0x87))

    @Test("is made when there is something to send, and everything waits until it is there")
    func connects() {
        var machine = machine()
        #expect(machine.nextTick == nil)
        #expect(machine.handle(.submit(job(1)), at: 0) == [.connect(broker: 0)])
        #expect(machine.handle(.submit(job(2, messages: 1)), at: 1) == [])
        #expect(
            machine.handle(.connected, at: 2) == [
                .present(.online, message: 1), .publish(message: 2, job: 1, index: 0),
                .publish(message: 3, job: 1, index: 1), .publish(message: 4, job: 2, index: 0),
            ])
        #expect(machine.isOnline)
    }

    @Test("answers a job when each of its messages is acknowledged, in their order, and not before")
    func acknowledges() {
        var machine = machine()
        _ = machine.handle(.submit(job(1)), at: 0)
        _ = machine.handle(.connected, at: 0)
        #expect(machine.handle(.acknowledged(message: 3, bad), at: 1) == [])
        #expect(machine.handle(.acknowledged(message: 1, good), at: 1) == [])
        #expect(machine.handle(.acknowledged(message: 3, good), at: 1) == [])
        #expect(
            machine.handle(.acknowledged(message: 2, good), at: 2) == [.answer(job: 1, .acknowledged([good, bad]))])
        #expect(machine.handle(.acknowledged(message: 2, good), at: 2) == [])
    }

    @Test("answers a job without messages when it is up")
    func asks() {
        var machine = machine()
        #expect(machine.handle(.submit(job(1, messages: 0)), at: 0) == [.connect(broker: 0)])
        #expect(
            machine.handle(.connected, at: 0) == [
                .present(.online, message: 1), .answer(job: 1, .acknowledged([])),
            ])
    }

    @Test("that ends fails what was not acknowledged, and is made again later by itself")
    func loses() {
        var machine = machine()
        _ = machine.handle(.submit(job(1)), at: 0)
        _ = machine.handle(.connected, at: 0)
        _ = machine.handle(.acknowledged(message: 2, good), at: 1)
        #expect(
            machine.handle(.down(.lost("gone")), at: 2) == [.drop, .answer(job: 1, .failed(.lost("gone")))])
        #expect(machine.nextTick == 2 + Self.second / 2)
        #expect(machine.handle(.tick, at: Self.second / 2) == [])
        #expect(machine.handle(.tick, at: 2 + Self.second / 2) == [.connect(broker: 0)])
        // What is acknowledged on an old connection says nothing any more.
        #expect(machine.handle(.acknowledged(message: 3, good), at: 3) == [])
    }

    @Test("that nobody ever had is not made again by itself")
    func rests() {
        var machine = machine()
        _ = machine.handle(.submit(job(1)), at: 0)
        #expect(
            machine.handle(.down(.timedOut), at: 1) == [.drop, .answer(job: 1, .failed(.timedOut))])
        #expect(machine.nextTick == nil)
    }

    @Test("goes to the next broker at once, and tells what the first one said when none takes it")
    func fallsBack() {
        var machine = machine(brokers: 3)
        _ = machine.handle(.submit(job(1)), at: 0)
        #expect(machine.handle(.down(.untrusted("first")), at: 1) == [.drop, .connect(broker: 1)])
        #expect(machine.handle(.tick, at: 1 + 5 * Self.second) == [.drop, .connect(broker: 2)])
        #expect(
            machine.handle(.down(.lost("third")), at: 6 * Self.second) == [
                .drop, .answer(job: 1, .failed(.untrusted("first"))),
            ])
        #expect(machine.handle(.submit(job(2)), at: 7 * Self.second) == [.connect(broker: 0)])
        #expect(machine.handle(.down(.timedOut), at: 8 * Self.second) == [.drop, .connect(broker: 1)])
        #expect(machine.handle(.connected, at: 9 * Self.second).contains(.publish(message: 2, job: 2, index: 0)))
    }

    @Test("is given up with a job whose time is over, because the library would go on sending it")
    func late() {
        var machine = machine()
        _ = machine.handle(.submit(job(1, deadline: 10)), at: 0)
        _ = machine.handle(.connected, at: 0)
        _ = machine.handle(.submit(job(2, deadline: 30)), at: 0)
        #expect(machine.handle(.tick, at: 9 * Self.second) == [])
        #expect(
            machine.handle(.tick, at: 10 * Self.second) == [
                .drop, .answer(job: 1, .failed(.timedOut)), .answer(job: 2, .failed(.timedOut)),
            ])
    }

    @Test("goes on without a job whose time is over before it was sent")
    func lateBeforeConnecting() {
        var machine = machine()
        _ = machine.handle(.submit(job(1, deadline: 1)), at: 0)
        #expect(machine.handle(.tick, at: Self.second) == [.answer(job: 1, .failed(.timedOut))])
        #expect(machine.handle(.connected, at: 2 * Self.second) == [.present(.online, message: 1)])
    }

    @Test("forgets a job that is abandoned")
    func abandons() {
        var machine = machine()
        _ = machine.handle(.submit(job(1)), at: 0)
        _ = machine.handle(.connected, at: 0)
        #expect(machine.handle(.abandon(1), at: 1) == [])
        #expect(machine.handle(.acknowledged(message: 2, good), at: 1) == [])
        #expect(machine.handle(.acknowledged(message: 3, good), at: 1) == [])
        #expect(machine.nextTick == nil)
    }

    @Test("is made for a site that only wants to be seen, for as long as it takes")
    func opens() {
        var machine = machine()
        #expect(machine.handle(.open, at: 0) == [.connect(broker: 0)])
        #expect(machine.handle(.down(.timedOut), at: 1) == [.drop])
        #expect(machine.nextTick == 1 + Self.second / 2)
        #expect(machine.handle(.tick, at: Self.second) == [.connect(broker: 0)])
        #expect(machine.handle(.connected, at: Self.second) == [.present(.online, message: 1)])
        #expect(machine.handle(.open, at: Self.second) == [])
    }

    @Test("is made anew for other certificates, but not under a job's feet")
    func renews() {
        var machine = machine()
        #expect(machine.handle(.renew, at: 0) == [])
        _ = machine.handle(.submit(job(1)), at: 0)
        _ = machine.handle(.connected, at: 0)
        #expect(machine.handle(.renew, at: 0) == [])
        _ = machine.handle(.acknowledged(message: 2, good), at: 1)
        _ = machine.handle(.acknowledged(message: 3, good), at: 1)
        #expect(machine.handle(.renew, at: 1) == [.drop, .connect(broker: 0)])
        #expect(machine.handle(.submit(job(2)), at: 1) == [])
    }

    @Test("ends with a farewell that the broker has a second to acknowledge")
    func stops() {
        var machine = machine()
        _ = machine.handle(.submit(job(1)), at: 0)
        _ = machine.handle(.connected, at: 0)
        #expect(
            machine.handle(.stop, at: 0) == [
                .answer(job: 1, .failed(.lost("the site stops"))), .present(.offline, message: 4),
            ])
        #expect(machine.handle(.submit(job(2)), at: 0) == [.answer(job: 2, .failed(.lost("the site stops")))])
        var patient = machine
        #expect(machine.handle(.acknowledged(message: 4, good), at: 1) == [.disconnect, .end])
        #expect(patient.handle(.tick, at: Self.second - 1) == [])
        #expect(patient.handle(.tick, at: Self.second) == [.disconnect, .end])
        #expect(patient.handle(.submit(job(3)), at: 0) == [.answer(job: 3, .failed(.lost("the site stops")))])
    }

    @Test("ends at once where there is nobody to say goodbye to", arguments: [false, true])
    func stopsOffline(connecting: Bool) {
        var machine = machine()
        if connecting { _ = machine.handle(.open, at: 0) }
        #expect(machine.handle(.stop, at: 1) == [.drop, .end])
        #expect(machine.nextTick == nil)
        #expect(machine.handle(.connected, at: 2) == [])
    }
}
