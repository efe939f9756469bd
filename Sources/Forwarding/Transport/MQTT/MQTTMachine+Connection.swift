/// The connection's beginning and end.
extension MQTTMachine {
    mutating func open(at now: Int64) -> [Action] {
        wantsPresence = true
        guard case .offline(nil) = phase else { return [] }
        return connect(to: 0, at: now)
    }

    /// Nothing is lost by it: a job that is under way keeps its connection.
    mutating func renew(at now: Int64) -> [Action] {
        guard case .online = phase, jobs.isEmpty else { return [] }
        return [.drop] + connect(to: 0, at: now)
    }

    mutating func connect(to broker: Int, at now: Int64) -> [Action] {
        if broker == 0 { firstFailure = nil }
        phase = .connecting(broker: broker, deadline: now + connectNanoseconds)
        return [.connect(broker: broker)]
    }

    mutating func connected() -> [Action] {
        guard case .connecting = phase else { return [] }
        phase = .online
        failures = 0
        wantsPresence = true
        let hello = nextMessage
        nextMessage += 1
        return [.present(.online, message: hello)] + send()
    }

    mutating func down(_ failure: MQTTFailure, at now: Int64) -> [Action] {
        switch phase {
        case .connecting(let broker, _):
            let first = firstFailure ?? failure
            if broker + 1 < brokerCount {
                let next = connect(to: broker + 1, at: now)
                firstFailure = first
                return [.drop] + next
            }
            return [.drop] + fail(first) + rest(at: now)
        case .online:
            return [.drop] + fail(failure) + rest(at: now)
        case .leaving:
            phase = .ended
            return [.drop, .end]
        case .offline, .ended:
            return []
        }
    }

    /// Waits before the next connection, which nobody has asked for but the site's wish to be seen.
    private mutating func rest(at now: Int64) -> [Action] {
        failures += 1
        phase = .offline(
            retry: wantsPresence ? now + Int64(backOff.wait(after: failures, random: random()) * 1e9) : nil)
        return []
    }

    mutating func tick(at now: Int64) -> [Action] {
        switch phase {
        case .connecting(_, let deadline) where now >= deadline:
            return down(.timedOut, at: now) + late(at: now)
        case .offline(let retry?) where now >= retry:
            return late(at: now) + connect(to: 0, at: now)
        case .leaving(_, let deadline) where now >= deadline:
            phase = .ended
            return [.disconnect, .end]
        default:
            return late(at: now)
        }
    }

    /// Gives up jobs whose time is over. What is unacknowledged then is still under way in the library, which would go on
    /// sending it: so the connection goes as well.
    private mutating func late(at now: Int64) -> [Action] {
        let isUnderWay = jobs.contains { $0.isSent && $0.deadline <= now }
        let answers = fail(.timedOut) { $0.deadline <= now }
        guard isUnderWay, case .online = phase else { return answers }
        return [.drop] + answers + fail(.timedOut) { $0.isSent } + rest(at: now)
    }

    mutating func stop(at now: Int64) -> [Action] {
        let answers = fail(.lost("the site stops"))
        switch phase {
        case .online:
            phase = .leaving(farewell: nextMessage, deadline: now + 1_000_000_000)
            return answers + [.present(.offline, message: nextMessage)]
        case .offline, .connecting:
            phase = .ended
            return answers + [.drop, .end]
        case .leaving, .ended:
            return answers
        }
    }
}
