import Detection

/// The keys of one of `cameras[].rules`.
enum RuleKeys {
    /// What `kind` may say.
    enum Kind: String, CaseIterable {
        case intrusion
        case crossing
    }

    static let name = RequiredKey("name", .text, "The rule's name. Its alarms and events carry it.")
    static let kind = RequiredKey(
        "kind", .choice(Kind.allCases.map { ($0.rawValue, $0) }),
        "`intrusion`: something moves in a zone, or anywhere; `crossing`: something crosses a tripwire.")
    static let zone = DefaultedKey(
        "zone", .optional("", .text), standard: nil, "The zone of an intrusion. Without it: the whole image.")
    static let tripwire = DefaultedKey(
        "tripwire", .optional("", .text), standard: nil, "The tripwire of a crossing, which must be given.")
    static let direction = DefaultedKey(
        "direction",
        .choice([("both", nil)] + Tripwire.Direction.allCases.map { ($0.rawValue, Optional($0)) }), standard: nil,
        "In which direction a crossing counts.")
    static let quiet = DefaultedKey(
        "quiet", .duration(0...3600), standard: 3,
        "How long nothing must be seen before the alarm ends, so that a walker behind a tree stays one event.")

    static let section = ConfigurationSection(
        path: "cameras[].rules[]",
        meaning: "What turns movement into alarms. Without rules, movement anywhere raises the alarm `motion`.",
        keys: [
            name.declaration, kind.declaration, zone.declaration, tripwire.declaration, direction.declaration,
            quiet.declaration,
        ])
}
