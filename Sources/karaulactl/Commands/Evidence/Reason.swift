import ArgumentParser
import Console

/// Why somebody does something, as it is given on a command line.
enum Reason {
    /// Refuses what the daemon would refuse, before it is asked.
    static func check(_ text: String, option: String = "--reason") throws {
        do throws(QueryError) { _ = try EntryQuery.reason(text, key: option) } catch {
            throw ValidationError("\(option): \(error.cause)")
        }
    }
}
