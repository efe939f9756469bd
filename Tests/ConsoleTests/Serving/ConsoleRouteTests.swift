import Console
import Testing
import HTTPTypes

@Suite struct ConsoleRouteTests {
    @Test func `Each route is reached by its own path and method only`() {
        for route in ConsoleRoute.allCases {
            let path = route.pattern.replacing("{event}", with: "3").replacing("{number}", with: "1")
                .replacing("{seq}", with: "5").replacing("{old}", with: "0")
            let found = ConsoleRoute.allCases.filter { $0.numbers(in: path) != nil && $0.method == route.method }
            #expect(found == [route], "\(path)")
        }
    }

    @Test(arguments: [
        "/v1/events/", "/v1/events/x", "/v1/events/-1", "/v1/events/03", "/v1/events/3/", "/v1/events/3/snapshot/",
        "/v1/events/9223372036854775808", "/v1//events/3", "/v1/proofs/+5", "/v1/events/3/recordings", "v1/entries", "",
    ])
    func `A path that is not quite one is none`(_ path: String) {
        #expect(ConsoleRoute.allCases.allSatisfy { $0.numbers(in: path) == nil })
    }

    @Test func `TCP has nothing that tells of people`() {
        for route in ConsoleRoute.allCases where route.isOnTCP {
            #expect(route.disclosure != .personal)
            #expect(route.method == .get)
        }
    }
}
