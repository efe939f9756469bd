import CJPEG

/// The quantised coefficients of a JPEG as libjpeg reads them: a way into the image that shares nothing with the masking.
public struct JPEGCoefficients: Equatable {
    /// One colour component.
    public struct Component: Equatable {
        /// Horizontal sampling factor.
        public var across: Int
        /// Vertical sampling factor.
        public var down: Int
        /// Blocks side by side that hold a part of the image.
        public var columns: Int
        /// Blocks below each other that hold a part of the image.
        public var rows: Int
        /// Blocks side by side, with those that only fill the last unit of the scan.
        public var paddedColumns: Int
        /// Blocks below each other, with those that only fill the last unit of the scan.
        public var paddedRows: Int
        /// 64 for each block, row by row, padding included.
        public var values: [Int16]

        /// The coefficients of one block, in natural order.
        public func block(_ column: Int, _ row: Int) -> ArraySlice<Int16> {
            let start = 64 * (row * paddedColumns + column)
            return values[start..<start + 64]
        }

        /// Whether a block shows nothing: mid-gray.
        public func isBlank(_ column: Int, _ row: Int) -> Bool { block(column, row).allSatisfy { $0 == 0 } }
    }

    /// Why an image could not be read.
    public struct Failure: Error, CustomStringConvertible {
        /// What libjpeg says.
        public var description: String
    }

    /// Pixels in a row.
    public var width: Int
    /// Rows.
    public var height: Int
    /// In the order of the frame.
    public var components: [Component]
    /// How often libjpeg patched up damaged data.
    public var warnings: Int

    /// Reads an image.
    public init(of jpeg: [UInt8]) throws {
        guard let recoder = karaula_jpeg_recoder_create() else { throw Failure(description: "no memory") }
        defer { karaula_jpeg_recoder_destroy(recoder) }
        var geometry = karaula_jpeg_geometry()
        var warnings = 0
        guard karaula_jpeg_recoder_read(recoder, jpeg, jpeg.count, &geometry, &warnings) == KARAULA_JPEG_OK else {
            throw Failure(description: String(cString: karaula_jpeg_recoder_message(recoder)))
        }
        width = Int(geometry.width)
        height = Int(geometry.height)
        self.warnings = warnings
        let found = withUnsafeBytes(of: &geometry.component) { raw in
            Array(raw.bindMemory(to: karaula_jpeg_component.self).prefix(Int(geometry.components)))
        }
        components = found.enumerated().map { index, info in
            var values: [Int16] = []
            for y in 0..<info.padded_rows {
                let row = karaula_jpeg_recoder_row(recoder, Int32(index), y)
                values += UnsafeBufferPointer(start: row, count: 64 * Int(info.padded_columns))
            }
            return Component(
                across: Int(info.across), down: Int(info.down), columns: Int(info.columns), rows: Int(info.rows),
                paddedColumns: Int(info.padded_columns), paddedRows: Int(info.padded_rows), values: values)
        }
    }

    /// The same image written again by libjpeg, with Huffman tables that hold no code it does not need.
    public static func optimised(_ jpeg: [UInt8]) throws -> [UInt8] {
        guard let recoder = karaula_jpeg_recoder_create() else { throw Failure(description: "no memory") }
        defer { karaula_jpeg_recoder_destroy(recoder) }
        var geometry = karaula_jpeg_geometry()
        var warnings = 0
        guard karaula_jpeg_recoder_read(recoder, jpeg, jpeg.count, &geometry, &warnings) == KARAULA_JPEG_OK,
            karaula_jpeg_recoder_write(recoder) == KARAULA_JPEG_OK
        else { throw Failure(description: String(cString: karaula_jpeg_recoder_message(recoder))) }
        return [UInt8](
            UnsafeBufferPointer(
                start: karaula_jpeg_recoder_bytes(recoder), count: karaula_jpeg_recoder_length(recoder)))
    }
}
