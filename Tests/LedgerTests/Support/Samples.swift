import Ledger
import Logging
import MerkleLog
import TestKit
import Timekeeping

enum Samples {
    /// The ledger's key.
    static func signer() throws -> NoteSigner {
        try NoteSigner(name: "sector", algorithm: .cosignature, seed: [UInt8](repeating: 9, count: 32))
    }

    /// A logger that says nothing.
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }

    static func ledger(
        _ store: any LedgerStore, directory: String = "/nowhere", rules: LedgerRules = LedgerRules(),
        clock: any SiteClock = ManualSiteClock(), synchronizeFile: (@Sendable (Int32) -> Int32)? = nil,
        onBroken: @escaping @Sendable (LedgerError) -> Void = { _ in }
    ) throws -> Ledger {
        try Ledger(
            store: store, directory: directory, signer: signer(), rules: rules, clock: clock, logger: silent,
            synchronizeFile: synchronizeFile, onBroken: onBroken)
    }
}
