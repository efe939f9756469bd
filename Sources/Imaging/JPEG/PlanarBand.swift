import Glibc

/// One band of a frame as the JPEG encoder takes it: separate planes, padded to whole blocks.
///
/// What lies beyond the frame repeats its last column and row, which costs the fewest bytes and leaves no seam.
struct PlanarBand {
    /// Rows of luma in a band: 16 if two rows share one of chroma, else 8.
    let lumaRows: Int
    /// Bytes from one row of luma to the next.
    let lumaStride: Int
    /// Bytes from one row of chroma to the next.
    let chromaStride: Int
    /// Luma.
    let luma: UnsafeMutablePointer<UInt8>
    /// The blue difference.
    let blue: UnsafeMutablePointer<UInt8>
    /// The red difference.
    let red: UnsafeMutablePointer<UInt8>

    private static let chromaRows = 8

    /// Prepares a band for frames of this layout in `scratch`.
    init(layout: FrameLayout, scratch: ScratchMemory) {
        lumaRows = layout.halvesChromaRows ? 2 * Self.chromaRows : Self.chromaRows
        lumaStride = (layout.size.width + 15) & ~15
        chromaStride = lumaStride / 2
        let lumaBytes = lumaStride * lumaRows
        let chromaBytes = chromaStride * Self.chromaRows
        luma = scratch.bytes(lumaBytes + 2 * chromaBytes).assumingMemoryBound(to: UInt8.self)
        blue = luma + lumaBytes
        red = blue + chromaBytes
    }

    /// Takes the band that begins at row `y` of luma.
    func fill(from layout: FrameLayout, at y: Int) {
        let width = layout.size.width
        let rows = min(lumaRows, layout.size.height - y)
        for i in 0..<rows {
            let row = luma + i * lumaStride
            layout.copyLuma(y + i, to: row)
            pad(row, from: width, to: lumaStride)
        }
        repeatLast(luma, rows: rows, of: lumaRows, stride: lumaStride)

        let firstChroma = layout.halvesChromaRows ? y / 2 : y
        let chromaRows = layout.halvesChromaRows ? (rows + 1) / 2 : rows
        for i in 0..<chromaRows {
            let (blueRow, redRow) = (blue + i * chromaStride, red + i * chromaStride)
            layout.copyChroma(firstChroma + i, blue: blueRow, red: redRow)
            pad(blueRow, from: layout.chromaWidth, to: chromaStride)
            pad(redRow, from: layout.chromaWidth, to: chromaStride)
        }
        repeatLast(blue, rows: chromaRows, of: Self.chromaRows, stride: chromaStride)
        repeatLast(red, rows: chromaRows, of: Self.chromaRows, stride: chromaStride)
    }

    private func pad(_ row: UnsafeMutablePointer<UInt8>, from width: Int, to stride: Int) {
        memset(row + width, Int32(row[width - 1]), stride - width)
    }

    private func repeatLast(_ plane: UnsafeMutablePointer<UInt8>, rows: Int, of all: Int, stride: Int) {
        for i in rows..<all { memcpy(plane + i * stride, plane + (rows - 1) * stride, stride) }
    }
}
