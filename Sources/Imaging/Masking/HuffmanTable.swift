import Glibc

/// One Huffman table of a JPEG, made ready for walking through codes and for writing some (ITU-T T.81, annex C and F).
///
/// It is kept from frame to frame and made anew only when the camera sends another one.
final class HuffmanTable {
    /// Bits by which codes are looked up; longer ones are rare and take a slower way.
    static let lookupBits = 11
    /// Set in an entry of ``steps`` that ends its block.
    static let endOfBlock: UInt16 = 0x8000

    /// For the next ``lookupBits`` bits: the code's length and, behind it, the length of its value, as
    /// `length | category << 8`; 0 if the code is longer or none. For tables of DC.
    let categories = UnsafeMutablePointer<UInt16>.allocate(capacity: 1 << lookupBits)
    /// For the next ``lookupBits`` bits: how far the code and its value reach (bits 0…4), and how many coefficients they
    /// stand for (bits 5…9), or ``endOfBlock``; 0 if the code is longer or none. The higher half holds the same for as many
    /// codes as fit into the bits, with the coefficients in bits 5…14. For tables of AC.
    let steps = UnsafeMutablePointer<UInt32>.allocate(capacity: 1 << lookupBits)
    /// For each symbol its code, and its length in bits 16…20; 0 if it has none.
    let codes = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)

    private let source = UnsafeMutableRawBufferPointer.allocate(byteCount: 16 + 256, alignment: 8)
    private var sourceCount = 0
    private var isValid = false
    private let isDC: Bool
    /// For each length of code: the first code, the first symbol's place, and how many there are.
    private let firstCodes = UnsafeMutablePointer<Int>.allocate(capacity: 17)
    private let firstPlaces = UnsafeMutablePointer<Int>.allocate(capacity: 17)

    /// Makes an empty table.
    init(isDC: Bool) {
        self.isDC = isDC
        firstCodes.initialize(repeating: 0, count: 17)
        firstPlaces.initialize(repeating: 0, count: 17)
        categories.initialize(repeating: 0, count: 1 << Self.lookupBits)
        steps.initialize(repeating: 0, count: 1 << Self.lookupBits)
        codes.initialize(repeating: 0, count: 256)
    }

    deinit {
        categories.deallocate()
        steps.deallocate()
        codes.deallocate()
        source.deallocate()
        firstCodes.deallocate()
        firstPlaces.deallocate()
    }

    /// Takes a table: 16 counts and as many symbols as they say.
    ///
    /// - Returns: whether it is one.
    func set(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard bytes.count >= 16, bytes.count <= source.count, let base = bytes.baseAddress,
            let known = source.baseAddress
        else {
            return false
        }
        if bytes.count == sourceCount, memcmp(base, known, sourceCount) == 0 { return isValid }
        source.copyMemory(from: bytes)
        sourceCount = bytes.count
        isValid = derive()
        return isValid
    }

    /// The counts and symbols, as a JPEG holds them.
    var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(source)[..<sourceCount])
    }

    /// The symbol of a code longer than the lookup, and the code's length; `nil` if there is none.
    ///
    /// - Parameter window: the next bits, the first one highest.
    func longCode(_ window: UInt64) -> (symbol: UInt8, length: Int)? {
        for length in Self.lookupBits + 1...16 {
            let place = Int(window >> UInt64(64 - length)) - firstCodes[length]
            if place >= 0, place < Int(source[length - 1]) {
                return (source[16 + firstPlaces[length] + place], length)
            }
        }
        return nil
    }

    private func derive() -> Bool {
        categories.update(repeating: 0, count: 1 << Self.lookupBits)
        steps.update(repeating: 0, count: 1 << Self.lookupBits)
        codes.update(repeating: 0, count: 256)
        var (code, place) = (0, 0)
        for length in 1...16 {
            firstCodes[length] = code
            firstPlaces[length] = place
            for _ in 0..<Int(source[length - 1]) {
                guard code < 1 << length, 16 + place < sourceCount else { return false }
                let symbol = source[16 + place]
                if isDC, symbol > 15 { return false }
                codes[Int(symbol)] = UInt32(code) | UInt32(length) << 16
                enter(symbol, code: code, length: length)
                code += 1
                place += 1
            }
            code <<= 1
        }
        if !isDC { combine() }
        return 16 + place == sourceCount
    }

    private func enter(_ symbol: UInt8, code: Int, length: Int) {
        guard length <= Self.lookupBits else { return }
        let first = code << (Self.lookupBits - length)
        for index in first..<first + 1 << (Self.lookupBits - length) {
            if isDC {
                categories[index] = UInt16(length) | UInt16(symbol) << 8
            } else {
                steps[index] = UInt32(Self.step(symbol, length: length))
            }
        }
    }

    /// What a code of AC does: see ``steps``; 0 for one that sequential JPEG does not have.
    static func step(_ symbol: UInt8, length: Int) -> UInt16 {
        let (run, bits) = (UInt16(symbol >> 4), UInt16(symbol & 15))
        if bits == 0, run == 0 { return UInt16(length) | endOfBlock }
        if bits == 0, run != 15 { return 0 }
        return UInt16(length) + bits | (run + 1) << 5
    }

    /// Enters into the higher halves what several short codes do together.
    private func combine() {
        for index in 0..<1 << Self.lookupBits {
            var (used, advance) = (0, 0)
            var ends = false
            while !ends {
                let next = UInt16(truncatingIfNeeded: steps[index << used & (1 << Self.lookupBits - 1)])
                let bits = Int(next & 31)
                guard bits > 0, used + bits <= Self.lookupBits else { break }
                used += bits
                if next & Self.endOfBlock != 0 { ends = true } else { advance += Int(next >> 5) }
            }
            let both = UInt32(used) | UInt32(advance) << 5 | (ends ? UInt32(Self.endOfBlock) : 0)
            steps[index] |= both << 16
        }
    }
}
