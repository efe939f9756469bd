import MerkleLog

import struct FoundationEssentials.Data

extension TreeHash {
    /// The hash in base64, as checkpoints write a root.
    var base64: String { Data(bytes).base64EncodedString() }
}
