import Forwarding
import Journal
import Station
import Testing

@Suite struct DeliveryDeskTests {
    private func status(_ state: DestinationState, error: String? = nil) -> DestinationStatus {
        var status = DestinationStatus(name: "sector", state: state, cursor: 1, head: 2, lagEntries: 1)
        status.lastError = error
        return status
    }

    @Test(arguments: [DestinationState.idle, .delivering, .paused, .waiting])
    func whatPassesByItselfIsNoDegradation(state: DestinationState) {
        #expect(DeliveryDesk.degradations(of: [status(state, error: "x")]).isEmpty)
    }

    @Test func whatSomebodyMustSeeToIsOne() {
        let lines = DeliveryDesk.degradations(of: [
            status(.failing, error: "no such file"), status(.stalled), status(.idle),
        ])
        #expect(lines.count == 2)
        #expect(lines[0] == "destination sector cannot be served: no such file")
        #expect(lines[1].contains("nothing has arrived") && lines[1].contains("gives no receipt"))
    }
}
