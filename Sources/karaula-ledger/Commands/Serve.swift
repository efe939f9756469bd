import ArgumentParser
import Ledger

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve sites until told to stop (SIGTERM or SIGINT). This is what it does without a command.")

    @OptionGroup var places: Places

    func run() async throws {
        try await CommandFailure.telling {
            let configuration = try LedgerConfiguration.load(path: places.config)
            try await LedgerRun(configuration: configuration, directory: places.state).run()
        }
    }
}
