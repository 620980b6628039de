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
    func joined(_ words: [UInt16]) -> UInt64 {
        let ordered = self.swapsWords ? words.reversed() : words
        return ordered.prefix(4).reduce(0) { $0 << 16 | UInt64(self.swapsBytes ? $1.byteSwapped : $1) }
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
