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
}
