package import Imaging

/// From scores to a clean mask: a pixel is foreground if the scores of the 5 × 5 pixels around it are many enough.
///
/// A vote with the scores' weights (a soft majority) closes holes and drops single pixels in one step. The mask also
/// counts, for each cell, its foreground and its strong pixels (score 10). What is excluded is never
/// foreground and has no vote.
package final class ForegroundMask {
    /// 0 background, 255 foreground.
    package let plane: Plane<UInt8>
    /// The grid in which pixels are counted.
    package let grid: CellGrid
    /// Foreground pixels of each cell, row-major.
    package let counts: UnsafeMutablePointer<UInt8>
    /// Foreground pixels with the highest score.
    package let strong: UnsafeMutablePointer<UInt8>
    /// Foreground pixels of each row of cells.
    package private(set) var rowCounts: [Int]
    /// Foreground pixels in all.
    package private(set) var area = 0
    /// Pixels that are not excluded.
    package let watchedArea: Int

    private let size: FrameSize
    private let votes: UInt8
    private let excluded: GrayPlane?
    private var isEmpty = true
    private let columns: ScratchRow
    private let blank: ScratchRow

    /// Makes a mask without foreground.
    ///
    /// - Parameters:
    ///   - votes: the sum of 25 scores that must be exceeded, at most 250.
    ///   - exclusion: 255 where nothing is looked at, or `nil`.
    package init(size: FrameSize, votes: UInt8, exclusion: GrayPlane?) {
        self.size = size
        self.votes = votes
        excluded = exclusion
        plane = Plane(size: size)
        grid = CellGrid(size: size)
        rowCounts = Array(repeating: 0, count: grid.rows)
        counts = .allocate(capacity: grid.count)
        counts.initialize(repeating: 0, count: grid.count)
        strong = .allocate(capacity: grid.count)
        strong.initialize(repeating: 0, count: grid.count)
        columns = ScratchRow(width: size.width)
        blank = ScratchRow(width: size.width)
        var watched = size.area
        if let exclusion {
            for y in 0..<size.height {
                for pixel in exclusion.row8(y) where pixel != 0 { watched -= 1 }
            }
        }
        watchedArea = watched
    }

    deinit {
        counts.deallocate()
        strong.deallocate()
    }

    /// Votes on the scores of a frame.
    package func update(from model: BackgroundModel) {
        if !isEmpty {
            plane.fill(with: 0)
            counts.update(repeating: 0, count: grid.count)
            strong.update(repeating: 0, count: grid.count)
            for row in rowCounts.indices { rowCounts[row] = 0 }
        }
        isEmpty = true
        area = 0
        if let excluded {
            for y in 0..<size.height where model.busy[y] {
                MaskRow.clear(size.width, Self.row(y, of: excluded), model.score.row(y))
            }
        }
        for y in 0..<size.height {
            guard isBusy(y, model) else { continue }
            voteRow(y, model.score)
        }
    }

    private static func row(_ y: Int, of plane: GrayPlane) -> UnsafePointer<UInt8> {
        UnsafePointer(plane.base.assumingMemoryBound(to: UInt8.self) + y * plane.bytesPerRow)
    }

    private func isBusy(_ y: Int, _ model: BackgroundModel) -> Bool {
        for near in max(0, y - 2)...min(size.height - 1, y + 2) where model.busy[near] { return true }
        return false
    }

    private func voteRow(_ y: Int, _ score: Plane<UInt8>) {
        let last = size.height - 1
        func near(_ offset: Int) -> UnsafePointer<UInt8> { UnsafePointer(score.row(min(max(y + offset, 0), last))) }
        let out = plane.row(y)
        MaskRow.sum(size.width, near(-2), near(-1), near(0), near(1), near(2), into: columns.base)
        columns.extendEnds(by: 2)
        guard MaskRow.vote(size.width, columns.base, over: votes, into: out) != 0 else { return }
        isEmpty = false
        if let excluded { MaskRow.clear(size.width, Self.row(y, of: excluded), out) }
        count(y, out, score.row(y))
    }

    private func count(_ y: Int, _ row: UnsafePointer<UInt8>, _ score: UnsafePointer<UInt8>) {
        let cells = (y >> grid.shift) * grid.columns
        var x = 0
        var total = 0
        while x < size.width {
            let end = min(x + 8, size.width)
            defer { x = end }
            // Rows are padded to 64 bytes, so that eight pixels may always be read at once.
            if UnsafeRawPointer(row + x).loadUnaligned(as: UInt64.self) == 0 { continue }
            for pixel in x..<end where row[pixel] != 0 {
                let cell = cells + pixel >> grid.shift
                counts[cell] += 1
                if score[pixel] >= 10 { strong[cell] += 1 }
                total += 1
            }
        }
        rowCounts[y >> grid.shift] += total
        area += total
    }
}
