/// Noise that is a pure function of seed, stream and time: it never depends on when or how often it is asked.
///
/// Mixing by the finaliser of SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators", 2014).
struct SeededNoise: Sendable {
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    /// A number in `0 ..< 1`, even, without relation to its neighbours.
    func uniform(_ stream: UInt64, _ index: Int64) -> Double {
        Double(self.bits(stream, index) >> 11) * 0x1p-53
    }

    /// 64 even bits, without relation to their neighbours.
    func bits(_ stream: UInt64, _ index: Int64) -> UInt64 {
        Self.mix(self.seed ^ Self.mix(stream ^ Self.mix(UInt64(bitPattern: index))))
    }

    /// A number in `0 ..< 1` that changes smoothly: straight lines between even numbers `period` milliseconds apart.
    func smooth(_ stream: UInt64, at milliseconds: Int64, period: Int64) -> Double {
        let index = flooredQuotient(milliseconds, period)
        let fraction = Double(milliseconds - index * period) / Double(period)
        let before = self.uniform(stream, index)
        return before + (self.uniform(stream, index + 1) - before) * fraction
    }

    /// A stream of its own for every name (FNV-1a).
    static func stream(_ name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    private static func mix(_ value: UInt64) -> UInt64 { self.finalise(value &+ 0x9e37_79b9_7f4a_7c15) }

    static func finalise(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

/// Quotient rounded towards minus infinity; `divisor` is positive.
func flooredQuotient(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}
