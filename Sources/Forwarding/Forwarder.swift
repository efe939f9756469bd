public import Journal
public import Logging
public import MerkleLog
import Synchronization
public import Timekeeping

/// Brings the entries of a journal, and the files they tell of, to one destination until it is told to stop.
///
/// The journal is the only queue: entries are read from the destination's cursors, and a cursor moves only when the
/// receiver has acknowledged what was sent. What is sent when is decided by ``DeliveryMachine``; this type carries it
/// out and shows where it stands. One forwarder serves one destination; several run side by side and never wait for
/// each other.
///
/// Invariants: at most one request is under way; after a crash at any moment delivery continues at the cursors, so that
/// an entry may arrive twice but never not at all; nothing is kept in memory while there is nothing to send, and never
/// more than a window of each lane.
public final class Forwarder: Sendable {
    /// The destination it serves.
    public let destination: Destination

    let origin: LogOrigin
    let source: any EntrySource
    let transport: any DeliveryTransport
    let clock: any SiteClock
    let settings: DeliverySettings
    let random: @Sendable () -> Double
    let traces: @Sendable () -> UInt64
    let logger: Logger
    let queue: WorkQueue
    let book: Mutex<DeliveryBook>
    let timer = DeliveryTimer()
    let probe: LinkProbe?
    let inbox = Mutex<Post?>(nil)
    let onMended = Mutex<(@Sendable () -> Void)?>(nil)

    /// Makes a forwarder over anything that gives entries.
    ///
    /// - Parameters:
    ///   - destination: whom to serve, and how.
    ///   - origin: the log whose entries they are.
    ///   - source: where entries and cursors are.
    ///   - transport: the way to the receiver.
    ///   - clock: the site's clock.
    ///   - batchBytes: the most bytes of entries in one request.
    ///   - backOff: how failures are spaced.
    ///   - random: evenly distributed over 0..<1, for the jitter.
    ///   - traces: evenly distributed over all values, for the ids of traces.
    ///   - logger: gets a line when delivery breaks, when it works again, and for each quarantined entry.
    public init(
        destination: Destination,
        origin: LogOrigin,
        source: any EntrySource,
        transport: any DeliveryTransport,
        clock: any SiteClock,
        batchBytes: Int = 1_048_576,
        backOff: BackOff = BackOff(),
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) },
        traces: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) },
        logger: Logger = Logger(label: "karaula.forwarding")
    ) {
        self.destination = destination
        self.origin = origin
        self.source = source
        self.transport = transport
        self.clock = clock
        settings = destination.settings(batchBytes: batchBytes, backOff: backOff, carries: transport.carries)
        self.random = random
        self.traces = traces
        var logger = logger
        logger[metadataKey: "destination"] = "\(destination.name)"
        self.logger = logger
        queue = WorkQueue(label: "karaula.forwarding.\(destination.name)")
        book = Mutex(DeliveryBook())
        probe = LinkProbe(destination.url)
    }

    /// Makes a forwarder over a site's journal; see the other initialiser.
    public convenience init(
        destination: Destination,
        journal: Journal,
        transport: any DeliveryTransport,
        clock: any SiteClock,
        batchBytes: Int = 1_048_576,
        backOff: BackOff = BackOff(),
        logger: Logger = Logger(label: "karaula.forwarding")
    ) {
        self.init(
            destination: destination, origin: journal.origin,
            source: JournalEntrySource(journal: journal, clock: clock), transport: transport, clock: clock,
            batchBytes: batchBytes, backOff: backOff, logger: logger)
    }

    /// Where the destination stands now.
    public var status: DestinationStatus {
        let head = source.head
        let now = clock.reading()
        return book.withLock { $0.status(of: destination, journalHead: head, now: now) }
    }

    /// Calls `answer` when the queue of this destination's work with the journal comes to it; never waits.
    public func heartbeat(_ answer: @escaping @Sendable () -> Void) { queue.heartbeat(answer) }

    /// Delivers until the calling task is cancelled or the journal's commits end.
    ///
    /// Cancellation ends it within a second, also with a request under way; what that request carried is sent again
    /// next time unless its acknowledgement was already written down. Call it once.
    public func run() async {
        transport.open()
        let (mailbox, post) = AsyncStream.makeStream(of: DeliveryEvent?.self)
        inbox.withLock { $0 = post }
        var run = DeliveryRun(
            destination: destination, source: origin.description,
            machine: DeliveryMachine(settings: settings, random: random))
        await withDiscardingTaskGroup { group in
            group.addTask { [source] in
                for await head in source.commits() {
                    post.yield(.committed(head: head, checkpoint: source.checkpointSize))
                }
                post.yield(nil)
            }
            await carryOut(run.machine.start(), of: &run, in: &group, post: post)
            for await event in mailbox {
                guard let event else { break }
                await follow(event, of: &run, in: &group, post: post)
            }
            group.cancelAll()
        }
        inbox.withLock { $0 = nil }
        timer.cancel()
        probe?.end()
        await writeDown(run)
        await transport.close()
    }

    /// What was acknowledged and is not written down yet need not be sent again next time.
    private func writeDown(_ run: DeliveryRun) async {
        let (cursors, receipt) = run.machine.unrecorded
        guard !cursors.isEmpty || receipt != nil else { return }
        do {
            try await queue.run { [source, destination] () throws(DeliveryError) in
                try source.record(cursors, receipt, of: destination.name)
            }
        } catch {
            logger.warning("what was acknowledged last will be sent again: \(error)")
        }
    }
}
