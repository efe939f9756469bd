/// Every key that a configuration file may hold, with its type, range, default and meaning.
///
/// This is the one place where a key is declared: the walker that reads files, the defaults of the model and the tables of
/// `docs/configuration.md` all come from here.
public enum ConfigurationSchema {
    /// The mappings of a file, outermost first.
    public static let sections: [ConfigurationSection] = [
        SiteKeys.section, CameraKeys.section, SourceKeys.section, FootageKeys.section, SimulatedKeys.section,
        LightChangeKeys.section, ActorKeys.section, MaskKeys.section, AnalysisKeys.section, ZoneKeys.section,
        TripwireKeys.section, RuleKeys.section, RecordingKeys.section, SnapshotKeys.section, WatchKeys.section,
        DestinationKeys.section,
        MQTTKeys.section, RetentionKeys.section, StorageKeys.section, ConsoleKeys.section, LogKeys.section,
    ]
}
