import Ledger
import Testing

@Suite("The watch over silent sites")
struct SilenceWatchTests {
    private func seconds(_ count: Int64) -> Int64 { count * 1_000_000_000 }

    @Test("tells of each silence once, and of its end once")
    func once() {
        var watch = SilenceWatch(sites: ["north"], at: 0)
        #expect(watch.look(at: seconds(9)) { _ in 10 }.isEmpty)
        #expect(watch.look(at: seconds(10)) { _ in 10 } == [.began(site: "north", seconds: 10)])
        #expect(watch.look(at: seconds(99)) { _ in 10 }.isEmpty)
        #expect(watch.heard("north", at: seconds(100)) == .ended(site: "north"))
        #expect(watch.heard("north", at: seconds(101)) == nil)
        #expect(watch.look(at: seconds(110)) { _ in 10 }.isEmpty)
        #expect(watch.look(at: seconds(111)) { _ in 10 } == [.began(site: "north", seconds: 10)])
    }

    @Test("waits for each site as long as was said, or forever")
    func limits() {
        var watch = SilenceWatch(sites: ["a", "b", "c"], at: 0)
        let limits: [String: Double] = ["a": 5, "b": 50]
        #expect(watch.look(at: seconds(20)) { limits[$0] } == [.began(site: "a", seconds: 20)])
        #expect(watch.look(at: seconds(500)) { limits[$0] } == [.began(site: "b", seconds: 500)])
    }

    @Test("watches who was heard, and takes up an alarm of an earlier run without telling it again")
    func takenUp() {
        var watch = SilenceWatch(sites: ["old"], at: 0)
        watch.noteAlarm(of: "old")
        #expect(watch.heard("new", at: 0) == nil)
        #expect(watch.look(at: seconds(20)) { _ in 10 } == [.began(site: "new", seconds: 20)])
        #expect(watch.heard("old", at: seconds(21)) == .ended(site: "old"))
        #expect(watch.seconds(since: "old", at: seconds(31)) == 10)
        #expect(watch.seconds(since: "nobody", at: 0) == nil)
    }
}
