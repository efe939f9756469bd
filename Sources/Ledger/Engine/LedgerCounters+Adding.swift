extension LedgerCounters {
    /// Adds what a group of requests did.
    mutating func add(_ other: LedgerCounters) {
        stored += other.stored
        duplicates += other.duplicates
        refused += other.refused
        gaps += other.gaps
        receipts += other.receipts
        checkpointsRefused += other.checkpointsRefused
        files += other.files
    }
}
