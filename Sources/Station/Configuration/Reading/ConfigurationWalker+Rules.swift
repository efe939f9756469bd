import Detection
import Imaging

extension ConfigurationWalker {
    /// One of `zones`.
    mutating func zone(_ mapping: MappingNode) -> Zone? {
        let name = value(ZoneKeys.name, in: mapping)
        let role = value(ZoneKeys.role, in: mapping)
        guard let polygon = value(ZoneKeys.polygon, in: mapping) else { return nil }
        if let fault = PolygonFault.first(in: polygon) {
            report(ZoneKeys.polygon.declaration, in: mapping, fault.text)
        }
        return name.map { Zone(name: $0, role: role, polygon: polygon) }
    }

    /// One of `tripwires`.
    mutating func tripwire(_ mapping: MappingNode) -> Tripwire? {
        let name = value(TripwireKeys.name, in: mapping)
        guard let points = value(TripwireKeys.points, in: mapping) else { return nil }
        if let index = points.indices.dropFirst().first(where: { points[$0] == points[$0 - 1] }) {
            report(
                TripwireKeys.points.declaration, in: mapping,
                "has points \(index - 1) and \(index) at the same place (counted from 0); remove one")
        }
        return name.map { Tripwire(name: $0, points: points) }
    }

    /// One of `rules`.
    mutating func rule(_ mapping: MappingNode, places: RulePlaces) -> Rule? {
        let name = value(RuleKeys.name, in: mapping)
        let kind = value(RuleKeys.kind, in: mapping)
        let zone = value(RuleKeys.zone, in: mapping)
        let tripwire = value(RuleKeys.tripwire, in: mapping)
        let direction = value(RuleKeys.direction, in: mapping)
        let quiet = value(RuleKeys.quiet, in: mapping)
        if let zone { checkZone(zone, in: mapping, places: places) }
        if let tripwire, places.tripwire(tripwire) == nil {
            report(
                RuleKeys.tripwire.declaration, in: mapping,
                unknown("tripwire", tripwire, of: "the camera", among: places.tripwireNames))
        }

        let condition: Rule.Condition
        switch kind {
        case nil: return nil
        case .intrusion:
            refuse([RuleKeys.tripwire.declaration, RuleKeys.direction.declaration], of: "an intrusion", in: mapping)
            condition = .intrusion(zone: zone)
        case .crossing:
            refuse([RuleKeys.zone.declaration], of: "a crossing", in: mapping)
            guard let tripwire else {
                if !mapping.has(RuleKeys.tripwire.declaration) {
                    report(
                        RuleKeys.kind.declaration, in: mapping,
                        "is crossing, which needs the key 'tripwire': the name of one of the camera's tripwires")
                }
                return nil
            }
            condition = .crossing(tripwire: tripwire, direction: direction)
        }
        return name.map { Rule(name: $0, condition: condition, quietSeconds: quiet) }
    }

    /// Reports what was drawn for rules but is named by none: alarms would not come from where they are expected.
    mutating func checkUse(of places: RulePlaces, rules: [MappingNode]) {
        func names(_ key: KeyDeclaration) -> Set<String> {
            Set(
                rules.compactMap { rule in
                    guard case .scalar(let name)? = rule.value(of: key)?.content else { return nil }
                    return name
                })
        }
        let (zones, tripwires) = (names(RuleKeys.zone.declaration), names(RuleKeys.tripwire.declaration))
        let mend = "; add a rule that names it, or remove it"
        for zone in places.zones where !RulePlaces.isExcluded(zone) {
            guard let name = RulePlaces.name(of: zone, ZoneKeys.name), !zones.contains(name) else { continue }
            report(
                ZoneKeys.name.declaration, in: zone, "is '\(DocumentNode.shortened(name))', a zone of no rule\(mend)")
        }
        for tripwire in places.tripwires {
            guard let name = RulePlaces.name(of: tripwire, TripwireKeys.name), !tripwires.contains(name) else {
                continue
            }
            report(
                TripwireKeys.name.declaration, in: tripwire,
                "is '\(DocumentNode.shortened(name))', a tripwire of no rule\(mend)")
        }
    }

    private mutating func checkZone(_ name: String, in mapping: MappingNode, places: RulePlaces) {
        guard let zone = places.zone(name) else {
            return report(
                RuleKeys.zone.declaration, in: mapping,
                unknown("zone", name, of: "the camera", among: places.zoneNames))
        }
        if RulePlaces.isExcluded(zone) {
            report(
                RuleKeys.zone.declaration, in: mapping,
                "is '\(DocumentNode.shortened(name))', whose role is exclude: nothing is ever seen there")
        }
    }

    /// What is wrong with a name that nothing has, and which one may be meant.
    func unknown(_ what: String, _ name: String, of owner: String, among names: [String]) -> String {
        let hint: String
        if let meant = Suggestion.nearest(to: name, among: names) {
            hint = "did you mean '\(DocumentNode.shortened(meant))'?"
        } else if names.isEmpty {
            hint = "\(owner) has none"
        } else {
            hint = "\(owner) has \(names.map { "'\(DocumentNode.shortened($0))'" }.joined(separator: ", "))"
        }
        return "is '\(DocumentNode.shortened(name))', a \(what) that \(owner) does not have; \(hint)"
    }

    private mutating func refuse(_ keys: [KeyDeclaration], of what: String, in mapping: MappingNode) {
        for key in keys where mapping.has(key) {
            report(key, in: mapping, "is not a key of \(what); remove it, or change 'kind'", atValue: false)
        }
    }
}
