import Forwarding
import Testing

@Suite("A destination")
struct DestinationValidationTests {
    @Test(
        "is sound with an https URL, and with http to this machine",
        arguments: [
            "https://sector.example/v1", "https://10.0.2.2:8471/", "https://[fd00::1]:8471/v1",
            "HTTPS://sector.example",
            "http://localhost:8080/", "http://127.0.0.1/", "http://127.9.9.9:1/", "http://[::1]:8080/x",
            "mqtts://broker.example", "mqtts://broker.example:8883/", "MQTTS://[fd00::1]:8883", "mqtt://127.0.0.1:1883",
            "mqtt://[::1]", "syslog+tls://log.example:6514", "syslog+tls://log.example",
        ])
    func sound(url: String) {
        #expect(Destination(name: "sector", url: url).problems.isEmpty)
    }

    @Test(
        "is refused with any other URL, and the message names the key and the mend",
        arguments: [
            "", "sector.example", "https://", "https:///v1", "ftp://sector.example/", "mqtt://sector.example",
            "http://sector.example/", "http://10.0.2.2/", "http://127.0.0.1.example/", "http://1270.0.0.1/",
            "http://localhost.example/", "http://[::2]/", "https://user:secret@sector.example/",
            "https://sector.example/#part", "https://sector.example:0/", "https://sector.example:99999/",
            "mqtt://10.0.2.2:1883", "mqtts://broker.example/topic", "mqtts://user@broker.example",
            "syslog://log.example",
            "syslog+tls://log.example/path", "syslog+tls://log.example?x=1", "syslog+tcp://localhost",
            "https://sec tor/", "file:///etc/passwd", "https://sector.example:port/",
        ])
    func unsound(url: String) {
        let problems = Destination(name: "sector", url: url).problems
        #expect(problems.count == 1)
        #expect(problems.first?.place == "destination 'sector', url")
        #expect(problems.first?.mend.isEmpty == false)
        #expect(problems.first?.code == .configuration)
        #expect(problems.first?.description.contains("secret") != true)
    }

    @Test("tells everything that is wrong at once")
    func everything() {
        let destination = Destination(
            name: "", url: "x", clientCertificate: "c.pem", kinds: [], batchLimit: 0, timeoutSeconds: .nan)
        let places = destination.problems.map(\.place)
        for key in ["name", "url", "key", "kinds", "batch", "timeout"] {
            #expect(places.contains("destination '', \(key)"))
        }
        #expect(Destination(name: "a", url: "https://b/", clientKey: "k.pem").problems.count == 1)
    }

    @Test("is a way that its URL names")
    func ways() {
        #expect(Destination(name: "a", url: "HTTPS://b/").way == .https)
        #expect(Destination(name: "a", url: "http://localhost/").way == .https)
        #expect(Destination(name: "a", url: "mqtts://b").way == .mqtt)
        #expect(Destination(name: "a", url: "syslog+tls://b").way == .syslog)
        #expect(Destination(name: "a", url: "ftp://b").way == nil)
    }

    @Test("that is a broker is refused with settings that no broker can serve, each under its key")
    func brokers() {
        func keys(_ change: (inout MQTTSettings) -> Void) -> [String] {
            var destination = Destination(name: "b", url: "mqtts://broker.example")
            change(&destination.mqtt)
            return destination.problems.map { String($0.place.dropFirst("destination 'b', ".count)) }
        }
        #expect(keys { _ in } == [])
        #expect(keys { $0.fallbacks = ["mqtts://other.example:8884", "mqtt://localhost"] } == [])
        #expect(keys { $0.fallbacks = ["mqtt://other.example"] } == ["fallbacks"])
        #expect(keys { $0.fallbacks = ["https://other.example"] } == ["fallbacks"])
        #expect(keys { $0.topicPrefix = "border/north" } == [])
        for topic in ["", "a//b", "/a", "a/", "$SYS", "a/+", "a/#", "a\0", "a%2F"] {
            #expect(keys { $0.topicPrefix = topic } == ["topic"], "\(topic)")
        }
        #expect(keys { $0.homeAssistantPrefix = "home#" } == ["home_assistant"])
        #expect(keys { $0.sessionExpirySeconds = 604_801 } == ["session_expiry"])
        #expect(keys { $0.willDelaySeconds = 3601 } == ["will_delay"])
        #expect(keys { ($0.sessionExpirySeconds, $0.willDelaySeconds) = (5, 6) } == ["will_delay"])
        var destination = Destination(name: "b", url: "mqtts://broker.example")
        destination.disclosure = .everything
        #expect(destination.problems.map(\.place) == ["destination 'b', pictures"])
        destination.url = "https://broker.example/"
        #expect(destination.problems.isEmpty)
    }
}
