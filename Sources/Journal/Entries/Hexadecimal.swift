import MerkleLog

/// Lower-case hexadecimal, as `sha256sum` prints it: the one of the Merkle log.
typealias Hexadecimal = MerkleLog.Hexadecimal
