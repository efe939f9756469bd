extension DetectionSettings {
    /// Where a rule holds.
    enum Place: Hashable {
        /// Everywhere in the image.
        case image
        /// In a zone; `nil` if it does not exist.
        case zone(Zone?)
        /// Over a tripwire; `nil` if it does not exist.
        case tripwire(Tripwire?)
    }

    /// Where `rule` holds, with the shape of it.
    func place(of rule: Rule) -> Place {
        switch rule.condition {
        case .intrusion(nil): .image
        case .intrusion(let name?): .zone(zones.first { $0.name == name && $0.role == .watch })
        case .crossing(let name, _): .tripwire(tripwires.first { $0.name == name })
        }
    }
}
