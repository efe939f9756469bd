import Hummingbird
import Journal
import NIOCore
import ServiceLifecycle

/// One client of `/events`: reads the journal from a cursor, and writes what it finds as Server-Sent Events.
///
/// Invariants: every entry after `start` is sent once and in the order of `seq`, without a gap; nothing is queued for a
/// client, a slow one only makes its own cursor lag; the stream ends when the journal ends, when the client goes, and
/// when the console shuts down.
struct EventStream: Sendable {
    /// Entries in one write.
    private static let page = 128

    let journal: Journal
    let reads: EntryReads
    let door: Door
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
            let entries = try await reads.entries(after: after, limit: Self.page, matching: .all)
            if let last = entries.last {
                let text = entries.map { message($0).encoded }.joined()
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

    private func message(_ entry: Entry) -> ServerSentEvent {
        let document = EntryDocument(entry)
        let value = door.isSocket ? document.value : document.outline
        return ServerSentEvent(id: String(document.seq), name: document.kind, data: value.canonicalText)
    }
}
