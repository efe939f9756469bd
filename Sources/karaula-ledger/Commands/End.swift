import ArgumentParser
import Glibc
import Ledger
import Timekeeping

struct End: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End one of the ledger's alarms, after somebody has found out what it was.")

    @Argument(help: "The alarm's number, as `list alarms` shows it.")
    var alarm: Int64

    @Option(help: "Who has found out what; it is kept with the alarm.")
    var reason: String

    @OptionGroup var places: Places

    func run() async throws {
        try await CommandFailure.telling {
            guard !reason.isEmpty, reason.count <= 1000 else {
                throw CommandFailure(text: "--reason: say who has found out what, in 1000 letters", exitCode: EX_USAGE)
            }
            let now = try SystemSiteClock().reading().utc.nanoseconds
            guard try SQLiteLedgerStore(besides: places.state).end(alarm: alarm, at: now, reason: reason) else {
                throw CommandFailure(text: "alarm \(alarm): there is none that lasts", exitCode: EX_DATAERR)
            }
            try Output.line("alarm \(alarm) has ended")
        }
    }
}
