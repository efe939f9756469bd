/// A frame that went through its camera's privacy masks: what they cover is not in its bytes.
///
/// Only ``FrameMasker`` makes one. Whatever keeps, stores, shows or sends pictures takes this type and not ``Frame``, so that
/// no way around the masks compiles. Like a frame it is borrowed: its bytes are valid until the masker's next call.
public struct MaskedFrame {
    /// The frame as everybody may see it.
    public let frame: Frame

    init(_ frame: Frame) {
        self.frame = frame
    }
}
