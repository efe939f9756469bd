/// The life of a site's connection to its brokers: a pure state machine.
///
/// Invariants: a job is answered exactly once, and never later than a tick after its deadline; `acknowledged` only when each
/// of its messages has its own acknowledgement from the broker that got it; when a connection ends, everything that was
/// not acknowledged on it has failed, and nothing of it is sent again by anybody but the one who hands it in again. What
/// the site says of itself goes out first on each connection. After ``Event/stop`` nothing is begun.
package struct MQTTMachine {
    /// What happens to it.
    package enum Event: Sendable {
        /// Messages are to be delivered.
        case submit(MQTTJob)
        /// Nobody waits for a job any more.
        case abandon(UInt64)
        /// The site wants to be seen, though it has nothing to say.
        case open
        /// The broker took the connection.
        case connected
        /// The broker said what it makes of a message.
        case acknowledged(message: UInt64, MQTTAcknowledgement)
        /// There is no connection, or no more.
        case down(MQTTFailure)
        /// The certificates are others than those of the present connection.
        case renew
        /// Time passed.
        case tick
        /// The site stops.
        case stop
    }

    /// What it asks for.
    package enum Action: Sendable, Equatable {
        /// Begin a connection to this broker, leaving none behind.
        case connect(broker: Int)
        /// End the connection at once and forget everything about it.
        case drop
        /// Hand a message of a job to the broker; the number comes back with its acknowledgement.
        case publish(message: UInt64, job: UInt64, index: Int)
        /// Say whether the site is there; on being there comes what announces it.
        case present(PresenceState, message: UInt64)
        /// Say goodbye to the broker, so that it does not send the last will.
        case disconnect
        /// Tell who waits.
        case answer(job: UInt64, MQTTOutcome)
        /// Nothing is left to do, ever.
        case end
    }

    enum Phase {
        case offline(retry: Int64?)
        case connecting(broker: Int, deadline: Int64)
        case online
        case leaving(farewell: UInt64, deadline: Int64)
        case ended
    }

    let brokerCount: Int
    let connectNanoseconds: Int64
    let backOff: BackOff
    let random: () -> Double
    var phase = Phase.offline(retry: nil)
    var jobs: [MQTTJob] = []
    var sent: [UInt64: (job: UInt64, index: Int)] = [:]
    var nextMessage: UInt64 = 1
    var failures = 0
    /// What the first broker of this round said, which is the one that should work.
    var firstFailure: MQTTFailure?
    var wantsPresence = false

    /// - Parameters:
    ///   - brokers: how many there are, at least one.
    ///   - connectSeconds: how long one of them has to take the connection.
    ///   - random: evenly distributed over 0..<1.
    package init(brokers: Int, connectSeconds: Double, backOff: BackOff = BackOff(), random: @escaping () -> Double) {
        brokerCount = max(1, brokers)
        connectNanoseconds = Int64(connectSeconds * 1e9)
        self.backOff = backOff
        self.random = random
    }

    /// Whether a connection is up.
    package var isOnline: Bool { if case .online = phase { true } else { false } }

    /// When it wants to be woken at the latest, on the clock of `now`; `nil` for never.
    package var nextTick: Int64? {
        var times = jobs.map(\.deadline)
        switch phase {
        case .offline(let retry?): times.append(retry)
        case .connecting(_, let deadline), .leaving(_, let deadline): times.append(deadline)
        case .offline(nil), .online, .ended: break
        }
        return times.min()
    }

    /// Takes an event that happened at `now`, in nanoseconds on a clock that never goes back.
    package mutating func handle(_ event: Event, at now: Int64) -> [Action] {
        switch event {
        case .submit(let job): submit(job, at: now)
        case .abandon(let id): abandon(id)
        case .open: open(at: now)
        case .connected: connected()
        case .acknowledged(let message, let acknowledgement): acknowledged(message, acknowledgement)
        case .down(let failure): down(failure, at: now)
        case .renew: renew(at: now)
        case .tick: tick(at: now)
        case .stop: stop(at: now)
        }
    }

    // MARK: Jobs

    private mutating func submit(_ job: MQTTJob, at now: Int64) -> [Action] {
        switch phase {
        case .leaving, .ended:
            return [.answer(job: job.id, .failed(.lost("the site stops")))]
        case .online:
            jobs.append(job)
            return send()
        case .offline:
            jobs.append(job)
            return connect(to: 0, at: now)
        case .connecting:
            jobs.append(job)
            return []
        }
    }

    private mutating func abandon(_ id: UInt64) -> [Action] {
        jobs.removeAll { $0.id == id }
        sent = sent.filter { $0.value.job != id }
        return []
    }

    mutating func send() -> [Action] {
        var actions: [Action] = []
        for index in jobs.indices where !jobs[index].isSent {
            jobs[index].isSent = true
            for place in jobs[index].messages.indices {
                sent[nextMessage] = (jobs[index].id, place)
                actions.append(.publish(message: nextMessage, job: jobs[index].id, index: place))
                nextMessage += 1
            }
            if jobs[index].messages.isEmpty { actions.append(.answer(job: jobs[index].id, .acknowledged([]))) }
        }
        jobs.removeAll { $0.isSent && $0.messages.isEmpty }
        return actions
    }

    private mutating func acknowledged(_ message: UInt64, _ acknowledgement: MQTTAcknowledgement) -> [Action] {
        if case .leaving(message, _) = phase {
            phase = .ended
            return [.disconnect, .end]
        }
        guard let (id, place) = sent.removeValue(forKey: message), let index = jobs.firstIndex(where: { $0.id == id })
        else { return [] }
        jobs[index].reasons[place] = acknowledgement
        let job = jobs[index]
        guard job.reasons.count == job.messages.count else { return [] }
        jobs.remove(at: index)
        return [.answer(job: id, .acknowledged(job.messages.indices.compactMap { job.reasons[$0] }))]
    }

    mutating func fail(_ failure: MQTTFailure, where condition: (MQTTJob) -> Bool = { _ in true }) -> [Action] {
        let failed = jobs.filter(condition).map(\.id)
        jobs.removeAll { failed.contains($0.id) }
        sent = sent.filter { !failed.contains($0.value.job) }
        return failed.map { .answer(job: $0, .failed(failure)) }
    }
}
