/// The order of bytes on the wire, written as field technicians do: A is the most significant byte of a 32-bit value.
///
/// A 64-bit value follows the same rule over four words; a 16-bit value knows only the order of its two bytes.
public enum WordOrder: String, Hashable, Sendable, CaseIterable {
    /// High word first, high byte first: the standard's own order.
    case abcd = "ABCD"
    /// Low word first, high byte first.
    case cdab = "CDAB"
    /// High word first, low byte first.
    case badc = "BADC"
    /// Low word first, low byte first.
    case dcba = "DCBA"

    var swapsBytes: Bool { self == .badc || self == .dcba }
    private var swapsWords: Bool { self == .cdab || self == .dcba }

    /// Joins at most four registers, in the order they came over the line, into one number.
    func joined(_ words: Span<UInt16>) -> UInt64 {
        var raw: UInt64 = 0
        for position in 0..<min(words.count, 4) {
            let word = words[self.swapsWords ? words.count - 1 - position : position]
            raw = raw << 16 | UInt64(self.swapsBytes ? word.byteSwapped : word)
        }
        return raw
    }

    /// The inverse of ``joined(_:)``.
    func split(_ raw: UInt64, registers: Int) -> [UInt16] {
        let words = (0..<registers).reversed().map { index in
            let word = UInt16(truncatingIfNeeded: raw >> (16 * UInt64(index)))
            return self.swapsBytes ? word.byteSwapped : word
        }
        return self.swapsWords ? words.reversed() : words
    }
}
