import Console
import Journal
import Testing
import Timekeeping

struct EntryQueryTests {
    @Test func `Everything that can be asked is understood`() throws {
        let query = try EntryQuery([
            ("after", "12"), ("limit", "1000"), ("camera", "gate"), ("camera", "yard"),
            ("kind", "event.opened,event.closed"), ("kind", "watch.changed"), ("since", "2026-11-22T08:30:00Z"),
            ("until", "2026-11-22T09:30:00+01:00"),
        ])
        #expect(query.after == 12)
        #expect(query.limit == 1000)
        #expect(query.filter.cameras == ["gate", "yard"])
        #expect(query.filter.kinds == [.eventOpened, .eventClosed, .watchChanged])
        #expect(query.since == query.until)
        #expect(try EntryQuery([]).filter == .all)
    }

    @Test(arguments: [
        ("after", "-1"), ("after", "9223372036854775807"), ("after", ""), ("after", "x"), ("limit", "0"),
        ("limit", "1001"), ("limit", "ten"),
        ("kind", "event.opend"), ("kind", ""), ("since", "yesterday"), ("until", "2026-02-30T00:00:00Z"), ("page", "2"),
    ])
    func `What cannot be is refused with its key`(_ key: String, _ value: String) {
        #expect { try EntryQuery([(key, value)]) } throws: { ($0 as? QueryError)?.key == key }
    }

    @Test func `A parameter that comes twice is refused`() {
        #expect(throws: QueryError.self) { try EntryQuery([("after", "1"), ("after", "2")]) }
    }
}
