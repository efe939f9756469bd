import Hummingbird
import Journal
import MerkleLog
import NIOCore
import ServiceLifecycle

/// One client of `/events`: reads the journal from a cursor, and writes what it finds as Server-Sent Events.
///
/// Invariants: every entry after `start` is sent once and in the order of `seq`, without a gap; nothing is queued for a
/// client, a slow one only makes its own cursor lag; the stream ends when the journal ends, when the client goes, and
/// when the console shuts down.
struct EventStream: Sendable {
    /// How much of an entry is told.
    enum View: Sendable {
        /// The bare outline.
        case outline
        /// Everything.
        case full(ReadGrant)
    }

    /// Entries in one write.
    private static let page = 128

    let journal: Journal
    let reads: PersonalReads
    /// What the client may see.
    let view: View
    /// The last `seq` that the client has.
    let start: Int64
    /// The longest silence.
    let heartbeat: Duration

    /// Sends until the client goes or the console shuts down.
    func send(to writer: inout any ResponseBodyWriter) async throws {
        // Commits and ticks only wake the sender, which looks at the journal itself: one signal can stand for many.
        let (signals, wake) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in journal.commits() { wake.yield() }
                wake.finish()
            }
            group.addTask {
                while true {
                    try await Task.sleep(for: heartbeat / 2)
                    wake.yield()
                }
            }
            defer { group.cancelAll() }
            try await withGracefulShutdownHandler {
                try await pump(signals, to: &writer)
            } onGracefulShutdown: {
                wake.finish()
            }
        }
    }

    private func pump(_ signals: AsyncStream<Void>, to writer: inout any ResponseBodyWriter) async throws {
        var signals = signals.makeAsyncIterator()
        let clock = ContinuousClock()
        var after = start
        try await writer.write(ByteBuffer(string: "retry: 1000\n" + ServerSentEvent.comment("entries after \(after)")))
        var lastWrite = clock.now
        while !Task.isShuttingDownGracefully {
            let entries = try await page(after)
            if let last = entries.last {
                let text = entries.map(\.message.encoded).joined()
                try await writer.write(ByteBuffer(string: text))
                after = last.seq
                lastWrite = clock.now
                if entries.count == Self.page { continue }
            } else if clock.now - lastWrite >= heartbeat {
                try await writer.write(ByteBuffer(string: ServerSentEvent.comment("still here")))
                lastWrite = clock.now
            }
            guard await signals.next() != nil else { return }
        }
    }

    private func page(_ after: Int64) async throws -> [(seq: Int64, message: ServerSentEvent)] {
        switch view {
        case .outline:
            try await reads.outlines(after: after, limit: Self.page).map { outline in
                (outline.seq, Self.message(outline.seq, outline.kind, outline.value))
            }
        case .full(let grant):
            try await reads.entries(after: after, limit: Self.page, matching: .all, under: grant).map { document in
                (document.seq, Self.message(document.seq, document.kind, document.value))
            }
        }
    }

    private static func message(_ seq: Int64, _ kind: String, _ value: CanonicalValue) -> ServerSentEvent {
        ServerSentEvent(id: String(seq), name: kind, data: value.canonicalText)
    }
}
