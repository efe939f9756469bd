/// The version of the software, as the command line, health and metrics say it.
public enum KaraulaVersion {
    /// In the form of Semantic Versioning 2.0.0.
    public static let current = "0.1.0"
}
