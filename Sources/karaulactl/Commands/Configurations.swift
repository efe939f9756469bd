import Glibc
import Station

/// Loads configurations for commands.
enum Configurations {
    /// The configuration in `file`. If it is wrong, all its errors are printed and the process ends with their code.
    static func load(_ file: String) throws -> SiteConfiguration {
        do {
            return try SiteConfiguration.load(path: file)
        } catch {
            // `file:line:column: message` as compilers print it, so that editors can jump to the place.
            for line in error.lines { StandardError.write(line) }
            exit(error.exitCode)
        }
    }
}
