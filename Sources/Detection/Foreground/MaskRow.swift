/// The loops of the mask over one row, short enough to be turned into vector instructions.
enum MaskRow {
    typealias Row = UnsafePointer<UInt8>
    typealias Out = UnsafeMutablePointer<UInt8>

    /// The sum of five rows; scores of at most 10 keep it below 51.
    @inline(never)
    static func sum(_ n: Int, _ a: Row, _ b: Row, _ c: Row, _ d: Row, _ e: Row, into out: Out) {
        for x in 0..<n { out[x] = (a[x] &+ b[x]) &+ (c[x] &+ d[x]) &+ e[x] }
    }

    /// 255 where the sum over five neighbours exceeds `limit`. Returns the union.
    @inline(never)
    static func vote(_ n: Int, _ sums: Row, over limit: UInt8, into out: Out) -> UInt8 {
        let first = sums - 2
        var any: UInt8 = 0
        for x in 0..<n {
            let sum = (first[x] &+ first[x &+ 1]) &+ (first[x &+ 2] &+ first[x &+ 3]) &+ first[x &+ 4]
            let set: UInt8 = sum > limit ? 255 : 0
            out[x] = set
            any |= set
        }
        return any
    }

    /// Sets to 0 what is 255 in `excluded`.
    @inline(never)
    static func clear(_ n: Int, _ excluded: Row, _ row: Out) {
        for x in 0..<n { row[x] &= ~excluded[x] }
    }
}
