import Logging

/// The keys of `log`.
enum LogKeys {
    static let level = DefaultedKey(
        "level", .choice(Logger.Level.allCases.map { ($0.rawValue, $0) }), standard: .info,
        "The least important messages that are still written.")

    static let section = ConfigurationSection(
        path: "log", meaning: "What is logged.", keys: [level.declaration])
}
