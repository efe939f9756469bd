import ArgumentParser
import Glibc
import Ledger

/// Where a ledger and its configuration are.
struct Places: ParsableArguments {
    @Option(help: "The configuration file.")
    var config = "/etc/karaula/karaula-ledger.yaml"

    @Option(help: "The directory of the ledger: database, files, key.")
    var state = "/var/lib/karaula-ledger"

    /// The ledger's key for receipts in a file of somebody else: a systemd credential, or what the configuration names.
    static func providedKey(_ configuration: LedgerConfiguration) -> String? {
        if let directory = getenv("CREDENTIALS_DIRECTORY").map({ String(cString: $0) }) {
            let path = "\(directory)/receipt.pem"
            if access(path, F_OK) == 0 { return path }
        }
        return configuration.receiptKey
    }
}
