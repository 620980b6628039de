import CanonicalCBOR
import TestSupport

extension CBOR {
    /// A random value whose arrays and maps are at most `depth` deep.
    static func random(depth: Int, using generator: inout SeededGenerator) -> CBOR {
        switch Int.random(in: 0..<(depth > 0 ? 10 : 6), using: &generator) {
        case 0: .boolean(.random(using: &generator))
        case 1: .null
        case 6, 7: .array(self.randomItems(depth: depth - 1, using: &generator))
        case 8, 9: self.randomMap(depth: depth - 1, using: &generator)
        default: self.randomKey(using: &generator)
        }
    }

    /// An integer, byte string or text; lengths and magnitudes of every width of a head.
    static func randomKey(using generator: inout SeededGenerator) -> CBOR {
        let number = generator.next() >> UInt64.random(in: 0..<64, using: &generator)
        let count = [0, 1, 3, 23, 24, 30, 255, 256, 300].randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: return .unsigned(number)
        case 1: return .negative(number)
        case 2: return .bytes((0..<count).map { _ in .random(in: 0...255, using: &generator) })
        default:
            let letters: [Character] = ["a", "Z", "0", "é", "e\u{301}", "₹", "क", "🏠", "\u{0}"]
            return .text(String((0..<count).map { _ in letters.randomElement(using: &generator) ?? "a" }))
        }
    }

    private static func randomItems(depth: Int, using generator: inout SeededGenerator) -> [CBOR] {
        (0..<Int.random(in: 0...30, using: &generator)).map { _ in self.random(depth: depth, using: &generator) }
    }

    private static func randomMap(depth: Int, using generator: inout SeededGenerator) -> CBOR {
        var keys: Set<CBOR> = []
        var pairs: [CBORPair] = []
        for _ in 0..<Int.random(in: 0...30, using: &generator) {
            let key = self.randomKey(using: &generator)
            guard keys.insert(key).inserted else { continue }
            pairs.append(CBORPair(key, self.random(depth: depth, using: &generator)))
        }
        do {
            return try .sortedMap(pairs)
        } catch {
            return .text("equal keys although the set knew none: \(error)")
        }
    }
}
