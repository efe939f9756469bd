import Console
import Testing

struct HostCheckTests {
    @Test(arguments: ["localhost", "LocalHost:8470", "127.0.0.1", "127.0.0.1:80", "127.9.9.9", "[::1]:8470", "[::1]"])
    func `A loopback door is addressed by loopback names`(_ authority: String) {
        #expect(HostCheck(door: .tcp(host: "127.0.0.1", port: 8470)).admits(authority))
    }

    @Test(arguments: [
        "example.org", "127.0.0.1.example.org", "localhost.example.org", "10.0.0.1", "127.1", "127.0.0.1.", "[::2]", "",
        "127.0.0.256",
    ])
    func `A loopback door refuses every other name`(_ authority: String) {
        #expect(!HostCheck(door: .tcp(host: "localhost", port: 8470)).admits(authority))
    }

    @Test func `A door on another address, and the socket, are not checked`() {
        #expect(HostCheck(door: .tcp(host: "0.0.0.0", port: 8470)).admits("post-1.example.org"))
        #expect(HostCheck(door: .socket(path: "/run/karaula/api.sock")).admits("anything"))
    }
}
