import ArgumentParser
import Glibc
import Ledger
import MerkleLog

struct Key: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the key by which receipts are checked: what a site's `receipt_key` is to be.")

    @OptionGroup var places: Places

    @Flag(help: "Print it in PEM, as openssl reads it.")
    var pem = false

    func run() async throws {
        try await CommandFailure.telling {
            let configuration = try LedgerConfiguration.load(path: places.config)
            let path = Places.providedKey(configuration) ?? ReceiptKey.path(in: places.state)
            guard access(path, F_OK) == 0 || errno != ENOENT else {
                throw LedgerError(
                    .missing, place: path, cause: "there is no key yet",
                    mend: "Start the ledger once; it makes its key as the user that it runs as")
            }
            let key = try ReceiptKey.read(path, name: configuration.name).key
            if pem {
                for line in key.pem.split(separator: "\n") { try Output.line(String(line)) }
            } else {
                try Output.line(key.description)
            }
        }
    }
}
