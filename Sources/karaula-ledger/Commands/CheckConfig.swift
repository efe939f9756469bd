import ArgumentParser
import Ledger

struct CheckConfig: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config", abstract: "Say everything that is wrong with the configuration file.")

    @OptionGroup var places: Places

    func run() async throws {
        try await CommandFailure.telling {
            let configuration = try LedgerConfiguration.load(path: places.config)
            let sites = configuration.rules.sites.map { "\($0.count) sites" } ?? "every certificate of the authority"
            try Output.line("\(places.config): ledger '\(configuration.name)', \(sites)")
        }
    }
}
