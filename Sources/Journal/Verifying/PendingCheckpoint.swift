import MerkleLog

/// A checkpoint that is compared with the entries when as many of them have passed.
struct PendingCheckpoint {
    enum Source: Equatable {
        /// A row of the journal.
        case own
        /// Kept elsewhere; its number among the anchors, from 1.
        case anchor(Int)
    }

    var source: Source
    var checkpoint: Checkpoint
    var note: SignedNote

    var place: String {
        switch source {
        case .own: "checkpoint of size \(checkpoint.size)"
        case .anchor(let number): "anchor \(number), of size \(checkpoint.size)"
        }
    }
}
