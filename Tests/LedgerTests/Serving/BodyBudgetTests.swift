import Ledger
import Testing

@Suite("The memory for bodies of requests")
struct BodyBudgetTests {
    @Test("is shared by all, and given back when a request is done with")
    func shared() {
        let budget = BodyBudget(limit: 100)
        let first = budget.share()
        #expect(first.take(60))
        do {
            let second = budget.share()
            #expect(second.take(40) && !second.take(1) && budget.inUse == 100)
        }
        #expect(budget.inUse == 60)
        #expect(first.take(40) && !first.take(1))
    }
}
