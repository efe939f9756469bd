import Foundation
import Glibc
import TestKit
import Testing

/// mosquitto_sub as a process of its own, which writes down what a broker hands out.
final class Subscriber {
    /// A message as it arrived.
    struct Message: Decodable {
        var topic: String
        var qos: Int
        var retain: Int
        var payload: String
        var properties: Properties?

        /// The properties that the tests look at.
        struct Properties: Decodable {
            var contentType: String?
            var expiry: Int?
            var user: [String: String]?

            private enum CodingKeys: String, CodingKey {
                case contentType = "content-type"
                case expiry = "message-expiry-interval"
                case user = "user-properties"
            }
        }
    }

    private let child: Child
    private let directory: TemporaryDirectory
    private let output: String

    /// Subscribes and waits until the broker has said that it does.
    ///
    /// - Parameter hexadecimal: whether payloads are written as hexadecimal digits, for those that are no text.
    init(_ topic: String, at broker: Broker, hexadecimal: Bool = false) async throws {
        directory = try TemporaryDirectory()
        output = directory.file("messages.jsonl")
        try Data().write(to: URL(filePath: output))
        let form =
            hexadecimal
            ? "{\"topic\":\"%t\",\"qos\":%q,\"retain\":%r,\"payload\":\"%x\",\"properties\":null}" : "%j"
        child = try Child(
            "stdbuf",
            [
                "-oL", "mosquitto_sub", "-V", "5", "-h", "127.0.0.1", "-p", "\(broker.plainPort)", "-q", "1", "-t",
                topic, "-F", form, "-d",
            ], output: .file(output))
        try await eventually("mosquitto_sub subscribes") { try lines().contains { $0.contains("Subscribed") } }
    }

    /// What has arrived so far, in order.
    func messages() throws -> [Message] {
        try lines().filter { $0.hasPrefix("{\"") }.map {
            try JSONDecoder().decode(Message.self, from: Data($0.utf8))
        }
    }

    private func lines() throws -> [Substring] {
        // The last line may still be on its way.
        let text = try String(contentsOfFile: output, encoding: .utf8)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    }
}
