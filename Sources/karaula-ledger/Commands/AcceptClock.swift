import ArgumentParser
import Glibc
import Ledger
import Timekeeping

struct AcceptClock: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say that this machine's clock is right, and was ahead when the last receipts were signed.",
        discussion: """
            A ledger whose clock is behind what it has signed signs no receipts. This command names the receipts that lie ahead of the \
            clock and keeps, with the reason, that their times count no more; then it signs again, also while it serves. Set the \
            clock right before: what is accepted is the time that this machine has now.
            """)

    @OptionGroup var places: Places

    @Option(help: "Who has found out what; it is kept with the receipts.")
    var reason: String

    func run() async throws {
        try await CommandFailure.telling {
            guard !reason.isEmpty, reason.count <= 1000 else {
                throw CommandFailure(text: "--reason: say who has found out what, in 1000 letters", exitCode: EX_USAGE)
            }
            let now = try SystemSiteClock().reading().utc
            let receipts = try SQLiteLedgerStore(besides: places.state).acceptClock(at: now.nanoseconds, reason: reason)
            guard !receipts.isEmpty else {
                throw CommandFailure(
                    text: "the clock says \(now.rfc3339): no receipt was signed that lies ahead of it",
                    exitCode: EX_DATAERR
                )
            }
            for receipt in receipts {
                let time = UTCTime(nanoseconds: Int64(clamping: receipt.time) &* 1_000_000_000).rfc3339
                try Output.line(
                    "\(receipt.source): the receipt of \(receipt.size) entries at \(time) was signed ahead of time")
            }
            try Output.line("\(now.rfc3339) is accepted; receipts are signed again")
        }
    }
}
