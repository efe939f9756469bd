package import HTTPTypes

/// Everything that the console answers, one case each: what it is reached by, on which doors, and what it tells.
package enum ConsoleRoute: CaseIterable, Sendable, Hashable {
    case live, ready, health, metrics, events
    case entries, event, snapshot, recording
    case watch
    case steps, proof, consistency, checkpoint, sign, key, rotateKey
    case hold, release, acknowledge, export
    case destinations, retryDestination, pauseDestination, resumeDestination
    case quarantine, retryQuarantined, dropQuarantined

    /// What an answer says of people.
    package enum Disclosure: Sendable, Hashable {
        /// Nothing.
        case none
        /// Over TCP the bare outline, over the socket what a grant of the audit opens.
        case personalOnSocket
        /// Only what a grant of the audit opens.
        case personal
    }

    /// `GET` or `POST`; whatever can be got can be asked for with `HEAD` too.
    package var method: HTTPRequest.Method {
        switch self {
        case .live, .ready, .health, .metrics, .events, .entries, .event, .snapshot, .recording, .steps, .proof,
            .consistency,
            .checkpoint, .key, .destinations, .quarantine, .watch:
            .get
        case .sign, .rotateKey, .hold, .release, .acknowledge, .export, .retryDestination, .pauseDestination,
            .resumeDestination, .retryQuarantined, .dropQuarantined:
            .post
        }
    }

    /// The path; `{…}` stands for a number.
    package var pattern: String {
        switch self {
        case .live: "/livez"
        case .ready: "/readyz"
        case .health: "/health"
        case .metrics: "/metrics"
        case .events: "/events"
        case .entries: "/v1/entries"
        case .event: "/v1/events/{event}"
        case .snapshot: "/v1/events/{event}/snapshot"
        case .recording: "/v1/events/{event}/recordings/{number}"
        case .hold: "/v1/events/{event}/hold"
        case .release: "/v1/events/{event}/release"
        case .acknowledge: "/v1/events/{event}/acknowledge"
        case .export: "/v1/export"
        case .steps: "/v1/steps"
        case .watch: "/v1/watch"
        case .proof: "/v1/proofs/{seq}"
        case .consistency: "/v1/consistency/{old}"
        case .checkpoint, .sign: "/v1/checkpoint"
        case .key: "/v1/key"
        case .rotateKey: "/v1/key/rotate"
        case .destinations: "/v1/destinations"
        case .retryDestination: "/v1/destinations/retry"
        case .pauseDestination: "/v1/destinations/pause"
        case .resumeDestination: "/v1/destinations/resume"
        case .quarantine: "/v1/quarantine"
        case .retryQuarantined: "/v1/quarantine/{seq}/retry"
        case .dropQuarantined: "/v1/quarantine/{seq}/drop"
        }
    }

    /// Whether the TCP door has it.
    package var isOnTCP: Bool {
        switch self {
        case .live, .ready, .health, .metrics, .events: true
        default: false
        }
    }

    /// What its answer says of people.
    package var disclosure: Disclosure {
        switch self {
        case .live, .ready, .health, .metrics: .none
        // Entries about the site's clock.
        case .steps: .none
        // How long cameras saw.
        case .watch: .none
        // A proof holds an entry's record, which says no more than the outline that TCP carries.
        case .proof, .consistency, .checkpoint, .sign, .key, .rotateKey: .none
        // They tell of the entry that they made, by its number.
        case .hold, .release, .acknowledge, .retryDestination, .pauseDestination, .resumeDestination,
            .retryQuarantined, .dropQuarantined:
            .none
        // How far deliveries are, and the numbers of entries; what a receiver says of one is its own words.
        case .destinations, .quarantine: .none
        case .events: .personalOnSocket
        case .entries, .event, .snapshot, .recording, .export: .personal
        }
    }

    /// The numbers in `path`, if it is one of this route; `nil` if it is not.
    package func numbers(in path: String) -> [Int64]? {
        let wanted = pattern.split(separator: "/", omittingEmptySubsequences: false)
        let given = path.split(separator: "/", omittingEmptySubsequences: false)
        guard wanted.count == given.count else { return nil }
        var numbers: [Int64] = []
        for (want, got) in zip(wanted, given) {
            if want.hasPrefix("{") {
                // In its shortest form only, so that each thing has one path.
                guard let number = Int64(got), number >= 0, String(number) == got else { return nil }
                numbers.append(number)
            } else if want != got {
                return nil
            }
        }
        return numbers
    }

    /// The routes that a door has.
    package static func routes(on door: Door) -> [ConsoleRoute] {
        door.isSocket ? allCases : allCases.filter(\.isOnTCP)
    }
}
