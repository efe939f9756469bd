extension JPEGOutline {
    /// More bytes than any header that ``write(to:from:dcTables:acTables:)`` writes.
    static let longestHeader = 8192

    /// Writes a header that says the same and holds nothing else.
    ///
    /// - Parameters:
    ///   - writer: has room for ``longestHeader``.
    ///   - bytes: the image that was read.
    ///   - dcTables, acTables: by number.
    func write(
        to writer: inout ByteWriter, from bytes: UnsafeRawBufferPointer, dcTables: [HuffmanTable],
        acTables: [HuffmanTable]
    ) {
        writer.append(word: 0xFFD8)
        writeColours(to: &writer, from: bytes)
        var (quantisers, dcs, acs) = (0, 0, 0)
        for index in 0..<componentCount {
            quantisers |= 1 << components[index].quantisation
            dcs |= 1 << components[index].dcTable
            acs |= 1 << components[index].acTable
        }
        for number in 0..<4 where quantisers & 1 << number != 0 {
            guard let range = quantisation[number] else { continue }
            writer.append(word: 0xFFDB)
            writer.append(word: 2 + range.count)
            writer.append(UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
        writeFrame(to: &writer)
        for number in 0..<4 {
            if dcs & 1 << number != 0 { Self.write(dcTables[number], name: number, to: &writer) }
            if acs & 1 << number != 0 { Self.write(acTables[number], name: 0x10 | number, to: &writer) }
        }
        if restartInterval > 0 {
            writer.append(word: 0xFFDD)
            writer.append(word: 4)
            writer.append(word: restartInterval)
        }
        writeScan(to: &writer)
    }

    private func writeColours(to writer: inout ByteWriter, from bytes: UnsafeRawBufferPointer) {
        if let density {
            writer.append(word: 0xFFE0)
            writer.append(word: 16)
            for byte in "JFIF\0".utf8 { writer.append(byte) }
            writer.append(word: 0x0101)
            writer.append(UnsafeRawBufferPointer(rebasing: bytes[density]))
            writer.append(word: 0)
        }
        if let adobeTransform {
            writer.append(word: 0xFFEE)
            writer.append(word: 14)
            for byte in "Adobe".utf8 { writer.append(byte) }
            writer.append(word: 100)
            writer.append(word: 0)
            writer.append(word: 0)
            writer.append(adobeTransform)
        }
    }

    private func writeFrame(to writer: inout ByteWriter) {
        writer.append(word: isExtended ? 0xFFC1 : 0xFFC0)
        writer.append(word: 8 + 3 * componentCount)
        writer.append(8)
        writer.append(word: size.height)
        writer.append(word: size.width)
        writer.append(UInt8(componentCount))
        for component in components.prefix(componentCount) {
            writer.append(component.id)
            writer.append(UInt8(component.across << 4 | component.down))
            writer.append(UInt8(component.quantisation))
        }
    }

    private func writeScan(to writer: inout ByteWriter) {
        writer.append(word: 0xFFDA)
        writer.append(word: 6 + 2 * componentCount)
        writer.append(UInt8(componentCount))
        for component in components.prefix(componentCount) {
            writer.append(component.id)
            writer.append(UInt8(component.dcTable << 4 | component.acTable))
        }
        writer.append(0)
        writer.append(63)
        writer.append(0)
    }

    private static func write(_ table: HuffmanTable, name: Int, to writer: inout ByteWriter) {
        writer.append(word: 0xFFC4)
        writer.append(word: 3 + table.bytes.count)
        writer.append(UInt8(name))
        writer.append(table.bytes)
    }
}
