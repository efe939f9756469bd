import Foundation
import Glibc
import TestKit

/// A server of somebody else's as a process of its own, on this machine.
final class LocalServer {
    private let child: Child
    private let log: String

    /// Starts a program and waits until something listens on each of `ports`.
    ///
    /// - Parameter log: where what it says is written.
    init(_ program: String, _ arguments: [String], listeningOn ports: [Int], log: String) async throws {
        self.log = log
        if !FileManager.default.fileExists(atPath: log) { try Data().write(to: URL(filePath: log)) }
        child = try Child(program, arguments, output: .file(log), error: .file(log))
        let clock = ContinuousClock()
        let deadline = clock.now.advanced(by: .seconds(60))
        while !ports.allSatisfy(Self.isListenedTo) {
            guard child.isRunning, clock.now < deadline else {
                throw TestToolFailure(tool: "\(program): \(said)")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// What it has said so far.
    var said: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }  // it may have said nothing

    /// Ends it as a power cut would (SIGKILL).
    func kill() {
        child.send(SIGKILL)
        child.wait()
    }

    /// Makes it stand still, so that it accepts what the kernel accepts, and does nothing.
    func freeze() { child.send(SIGSTOP) }

    /// Undoes ``freeze()``.
    func thaw() { child.send(SIGCONT) }

    /// A name that resolves nowhere, which is found out without asking anybody: a part of it is longer than one may be.
    static let nowhere = String(repeating: "x", count: 64) + ".invalid"

    /// Ports that nobody listens on at the moment, below those that the kernel gives to outgoing connections.
    static func freePorts(_ count: Int) -> [Int] {
        var ports: Set<Int> = []
        while ports.count < count {
            let port = Int.random(in: 15_000..<32_000)
            if !isTaken(port) { ports.insert(port) }
        }
        return Array(ports)
    }

    private static func isTaken(_ port: Int) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(socket, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) != 0
            }
        }
    }

    private static func isListenedTo(_ port: Int) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                connect(socket, generic, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
