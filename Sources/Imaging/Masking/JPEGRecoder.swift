import CJPEG
import Glibc

/// Lays masks over JPEGs of any kind through libjpeg's coefficients.
///
/// What is not covered keeps every coefficient; the result is baseline, with Huffman tables of its own. It takes more time
/// than ``JPEGMasker`` needs for the images that cameras send. Invariant: an image of which a row of blocks cannot be reached
/// is refused, because what lies under the masks in that row would stay.
package final class JPEGRecoder {
    /// Gives the coefficients of a row of blocks, by codec, component and row; `nil` if the codec has none.
    package typealias RowAccess = (OpaquePointer, Int32, Int32) -> UnsafeMutablePointer<Int16>?

    private let handle: OpaquePointer?
    private let row: RowAccess
    private var map: BlockMap?

    /// Makes a recoder; tests pass a `row` that fails.
    package init(row: @escaping RowAccess = { karaula_jpeg_recoder_row($0, $1, $2) }) {
        handle = karaula_jpeg_recoder_create()
        self.row = row
    }

    deinit {
        karaula_jpeg_recoder_destroy(handle)
    }

    /// How often the codec has asked the system for memory.
    var systemAllocations: Int {
        guard let handle else { return 0 }
        return Int(clamping: karaula_jpeg_recoder_growths(handle))
    }

    /// Masks one image; see ``JPEGMasker/mask(_:expecting:)``.
    package func mask(
        _ bytes: UnsafeRawBufferPointer, masks: [Polygon], expecting size: FrameSize
    ) throws(ImagingError) -> UnsafeRawBufferPointer {
        guard let handle else { throw .codecUnavailable }
        var geometry = karaula_jpeg_geometry()
        var warnings = 0
        try check(
            karaula_jpeg_recoder_read(
                handle, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, &geometry, &warnings),
            handle)
        guard warnings == 0 else { throw JPEGOutline.damaged("libjpeg had to patch it up \(warnings) times") }
        let found = FrameSize(width: Int(geometry.width), height: Int(geometry.height))
        try JPEGMasker.check(found, expecting: size)
        let components = withUnsafeBytes(of: &geometry.component) { raw in
            Array(raw.bindMemory(to: karaula_jpeg_component.self).prefix(Int(geometry.components)))
        }
        let form = BlockMap.Form(
            size: found, across: components.map { Int($0.across) }, down: components.map { Int($0.down) })
        let map = self.map?.form == form ? self.map : nil
        try cover(components, by: map ?? BlockMap(masks: masks, form: form), handle)
        try check(karaula_jpeg_recoder_write(handle), handle)
        return UnsafeRawBufferPointer(
            start: karaula_jpeg_recoder_bytes(handle), count: karaula_jpeg_recoder_length(handle))
    }

    private func cover(
        _ components: [karaula_jpeg_component], by map: BlockMap, _ handle: OpaquePointer
    ) throws(ImagingError) {
        self.map = map
        for (index, component) in components.enumerated() {
            for y in 0..<Int(component.padded_rows) {
                guard let row = row(handle, Int32(index), Int32(y)) else {
                    throw JPEGOutline.damaged("libjpeg does not give row \(y) of blocks of component \(index)")
                }
                for x in 0..<Int(component.padded_columns) where map.planes[index].isCovered(column: x, row: y) {
                    memset(row + 64 * x, 0, 64 * MemoryLayout<Int16>.size)
                }
            }
        }
    }

    private func check(_ result: Int32, _ handle: OpaquePointer) throws(ImagingError) {
        guard result != KARAULA_JPEG_OK else { return }
        throw ImagingError(
            codecResult: result, message: karaula_jpeg_recoder_message(handle), place: "JPEG image under privacy masks")
    }
}
