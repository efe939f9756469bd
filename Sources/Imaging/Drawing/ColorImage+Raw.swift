extension ColorImage {
    /// Makes a picture in YCbCr of a raw frame; chroma is repeated, 16-bit luma stretched.
    ///
    /// - Throws: what is wrong with the frame.
    public convenience init(raw frame: Frame) throws(ImagingError) {
        let layout = try FrameLayout(of: frame)
        self.init(size: frame.size, space: .yCbCr)
        let scratch = ScratchMemory()
        let (width, chromaWidth) = (frame.size.width, layout.chromaWidth)
        let deep = frame.format == .y16
        let luma = scratch.bytes((deep ? frame.size.area : width) + 2 * chromaWidth)
            .assumingMemoryBound(to: UInt8.self)
        let blue = luma + (deep ? frame.size.area : width)
        let red = blue + chromaWidth
        if deep { PercentileStretch().map(layout, to: luma) }
        for y in 0..<frame.size.height {
            let lumaRow = deep ? luma + y * width : luma
            if !deep { layout.copyLuma(y, to: lumaRow) }
            layout.copyChroma(layout.halvesChromaRows ? y / 2 : y, blue: blue, red: red)
            let target = row(y)
            for x in 0..<width {
                target[3 * x] = lumaRow[x]
                target[3 * x + 1] = blue[x / 2]
                target[3 * x + 2] = red[x / 2]
            }
        }
    }
}
