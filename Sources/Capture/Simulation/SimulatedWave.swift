/// A wave of period 1 and amplitude 1, near enough to a sine.
///
/// Made of multiplications and additions only, which IEEE 754 fixes to the bit, while `sin` differs between C libraries.
@inline(__always)
package func simulatedWave(_ turns: Double) -> Double {
    let x = (turns - turns.rounded(.down)) * 2 - 1
    return -4 * x * (1 - abs(x))
}
