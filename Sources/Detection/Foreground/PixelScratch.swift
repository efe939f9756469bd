/// The scratch rows of the background model.
final class PixelScratch {
    /// Three rolling rows of background and of its horizontal range.
    let background: [ScratchRow]
    let low: [ScratchRow]
    let high: [ScratchRow]
    let least: ScratchRow
    let greatest: ScratchRow
    let excess: ScratchRow
    let threshold: ScratchRow
    let distance: ScratchRow
    let nearest: ScratchRow
    let foreground: ScratchRow
    let match: ScratchRow
    let hit: ScratchRow
    let none: ScratchRow
    let gain: ScratchRow
    let result: ScratchRow
    let hold: ScratchRow

    init(width: Int) {
        func row() -> ScratchRow { ScratchRow(width: width) }
        background = [row(), row(), row()]
        low = [row(), row(), row()]
        high = [row(), row(), row()]
        least = row()
        greatest = row()
        excess = row()
        threshold = row()
        distance = row()
        nearest = row()
        foreground = row()
        match = row()
        hit = row()
        none = row()
        gain = row()
        result = row()
        hold = row()
    }
}
