public import Detection

extension CameraConfiguration {
    /// What the camera's detector is asked to find. Without rules: the rule `motion`, an intrusion anywhere.
    public var detectionSettings: DetectionSettings {
        DetectionSettings(
            sensitivity: analysis.sensitivity, minimumTargetHeight: analysis.smallestTarget,
            holdSeconds: analysis.holdSeconds, zones: zones, tripwires: tripwires,
            rules: rules.isEmpty ? [Self.motion] : rules)
    }

    /// The rule of a camera that has none.
    private static var motion: Rule {
        Rule(name: "motion", condition: .intrusion(zone: nil), quietSeconds: RuleKeys.quiet.standard)
    }
}
