import Console
import Foundation
import Glibc
import ServiceLifecycle
import TestKit
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SocketPlaceTests {
    @Test func `The socket has mode 0660 and goes with the console`() async throws {
        var path = ""
        try await RunningConsole.with { console in
            path = try #require(console.endpoints.socketPath)
            let found = try FileManager.default.attributesOfItem(atPath: path)
            #expect(found[.type] as? FileAttributeType == .typeSocket)
            #expect((found[.posixPermissions] as? NSNumber)?.intValue == 0o660)
            await console.group.triggerGracefulShutdown()
            try await console.run.value
            #expect(access(path, F_OK) == -1)
        }
    }

    @Test func `The socket that a killed daemon left behind is replaced`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("api.sock")
        try leaveSocket(at: path)
        #expect(SocketProbe.connect(path) == ECONNREFUSED)
        try await RunningConsole.with {
            $0.socketPath = path
        } _: { console in
            let reply = try await console.ask(try console.socket("/livez"))
            #expect(reply.status == 200)
        }
    }

    @Test func `The socket of a running daemon is refused and left alone`() async throws {
        try await RunningConsole.with { first in
            let path = try #require(first.endpoints.socketPath)
            let error = await refusal { $0.socketPath = path }
            #expect(error?.code == .inUse)
            #expect(error?.exitCode == 69)
            #expect(error?.place == path)
            #expect(try await first.ask(try first.socket("/livez")).status == 200)
        }
    }

    @Test func `A file in the socket's place is not deleted`() async throws {
        let folder = try TemporaryDirectory()
        let path = folder.file("api.sock")
        close(creat(path, 0o600))
        let error = await refusal { $0.socketPath = path }
        #expect(error?.code == .cannotCreate)
        #expect(access(path, F_OK) == 0)
    }

    @Test func `A missing folder and a path too long are named`() async throws {
        let folder = try TemporaryDirectory()
        let missing = await refusal { $0.socketPath = folder.file("missing/api.sock") }
        #expect(missing?.code == .cannotCreate)
        #expect(missing?.exitCode == 73)
        let long = await refusal { $0.socketPath = folder.file(String(repeating: "a", count: 120)) }
        #expect(long?.code == .badAddress)
    }

    private func refusal(_ adjust: (inout ConsoleServerConfiguration) -> Void) async -> ConsoleError? {
        do {
            try await RunningConsole.with(adjust) { _ in Issue.record("it was opened") }
            return nil
        } catch {
            return error as? ConsoleError
        }
    }

    /// A socket file that nobody listens on.
    private func leaveSocket(at path: String) throws {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
    }
}
