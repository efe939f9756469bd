import Glibc
import Station
import TestKit
import Testing
import Timekeeping

struct ServiceNotifierTests {
    /// A socket as the service manager opens it, and what was sent to it.
    private func received(at path: String, _ body: (ServiceNotifier) -> Void) throws -> [String] {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        try #require(bound == 0)
        body(ServiceNotifier(socketPath: path))
        var messages: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count >= 0 else { return messages }
            messages.append(String(decoding: buffer[0..<count], as: UTF8.self))
        }
    }

    @Test func theServiceManagerHearsReadyStatusAndStopping() throws {
        let folder = try TemporaryDirectory()
        let messages = try received(at: folder.path + "/notify") { notifier in
            notifier.ready()
            notifier.status("2 of 2 cameras see\nREADY=1")
            notifier.stopping()
        }
        #expect(messages == ["READY=1", "STATUS=2 of 2 cameras see READY=1", "STOPPING=1"])
    }

    @Test func aReloadIsTimedAsTheServiceManagerTimesIt() throws {
        let folder = try TemporaryDirectory()
        let messages = try received(at: folder.path + "/notify") { notifier in
            notifier.reloading(now: MonotonicTime(nanoseconds: 12_345_678_999))
            notifier.ready()
        }
        #expect(messages == ["RELOADING=1\nMONOTONIC_USEC=12345678", "READY=1"])
    }

    @Test func anAbstractSocketIsReachedToo() throws {
        let messages = try received(at: "@karaula-test-\(getpid())") { $0.ready() }
        #expect(messages == ["READY=1"])
    }

    @Test func withoutAServiceManagerNothingHappens() {
        #expect(!ServiceNotifier(socketPath: nil).send("READY=1"))
        #expect(!ServiceNotifier(socketPath: "").send("READY=1"))
        #expect(!ServiceNotifier(socketPath: "/nowhere/at/all").send("READY=1"))
        #expect(!ServiceNotifier(socketPath: String(repeating: "x", count: 300)).send("READY=1"))
    }
}
