import Dispatch

/// Keeping to limits of time and space.
extension Journal {
    /// Erases now what is due, instead of at the next interval, and returns when that is done or has failed.
    ///
    /// Does nothing for a journal that was opened without `JournalOptions.storage`.
    public func sweep() async {
        guard let housekeeper else { return }
        await withCheckedContinuation { continuation in
            housekeeper.queue.async { @Sendable in housekeeper.sweep { continuation.resume() } }
        }
    }

    /// Takes up other limits of space and time, and other demands of destinations, while it runs. The reserve keeps its size.
    ///
    /// Does nothing for a journal that was opened without `JournalOptions.storage`.
    public func adopt(_ options: StorageOptions) { housekeeper?.adopt(options) }

    /// Looks at the disk now, instead of at the next interval, and returns when what followed from it has been asked for.
    package func lookAtDisk() async {
        guard let housekeeper else { return }
        await withCheckedContinuation { continuation in
            housekeeper.queue.async { @Sendable in
                housekeeper.look()
                continuation.resume()
            }
        }
    }
}
