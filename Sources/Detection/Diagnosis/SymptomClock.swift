/// How long a symptom has been there: what comes and goes must stay, and what is believed must really be gone.
///
/// Invariants: it is believed only after its condition held for ``patience`` seconds more than twice as long as it did not;
/// it is given up after ``relief`` seconds in which its condition surely did not hold: what cannot be judged has not gone.
package struct SymptomClock {
    /// Seconds without the condition after which a believed symptom is over.
    package static let relief = 4.0
    /// The longest step that one look counts for: a gap between two frames is not evidence.
    package static let longestStep = 5.0

    /// Seconds for which the condition must hold.
    package var patience: Double
    private var held = 0.0
    private var gone = 0.0
    /// Whether the symptom is believed.
    package private(set) var isBelieved = false
    /// Seconds since it is believed.
    package private(set) var age = 0.0

    package init(patience: Double) {
        self.patience = patience
    }

    /// Whether there is any suspicion: nothing is learnt meanwhile.
    package var isSuspected: Bool { isBelieved || held > 0 }

    /// Whether the symptom is believed for so many seconds.
    package func isOld(_ seconds: Double) -> Bool { isBelieved && age >= seconds }

    /// The condition holds, or does not, or `nil`: nobody can say, `seconds` after the last look.
    package mutating func note(_ holds: Bool?, seconds: Double) {
        let seconds = min(seconds, Self.longestStep)
        if isBelieved {
            age += seconds
            guard let holds else { return }
            gone = holds ? 0 : gone + seconds
            if gone >= Self.relief { self = SymptomClock(patience: patience) }
        } else {
            // A mere suspicion fades, or else nothing would be learnt for as long as nobody can say.
            held = holds == true ? held + seconds : max(0, held - (holds == nil ? 1 : 2) * seconds)
            if holds == true && held >= patience {
                isBelieved = true
                age = 0
                gone = 0
            }
        }
    }

    /// Forgets everything.
    package mutating func reset() { self = SymptomClock(patience: patience) }
}
