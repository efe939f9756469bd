/// How the bytes of a frame mean pixels.
///
/// Named after the V4L2 FourCC codes (kernel documentation, `userspace-api/media/v4l/pixfmt.html`). Every format that
/// is not here reaches Karaula through libv4l2's conversion to ``yu12``.
public enum PixelFormat: String, Sendable, Hashable, CaseIterable {
    /// Motion JPEG: each frame is one JPEG image, often without Huffman tables.
    case mjpeg = "MJPG"
    /// Packed 4:2:2, Y0 U Y1 V.
    case yuyv = "YUYV"
    /// Packed 4:2:2, U Y0 V Y1.
    case uyvy = "UYVY"
    /// Luma plane, then interleaved chroma at half size in both directions.
    case nv12 = "NV12"
    /// Luma plane, then U and V planes at half size in both directions (I420).
    case yu12 = "YU12"
    /// 8-bit luma.
    case grey = "GREY"
    /// 16-bit little-endian luma, as thermal cameras deliver it.
    case y16 = "Y16 "
}
