import SeededNumbers

/// Noise that is a pure function of seed, stream and time: it never depends on when or how often it is asked.
///
/// Mixing by the finaliser of SplitMix64.
struct SeededNoise: Sendable {
    private let seed: UInt64

    init(seed: UInt64) { self.seed = seed }

    /// A number in `0 ..< 1`, even, without relation to its neighbours.
    func uniform(_ stream: UInt64, _ index: Int64) -> Double {
        SplitMix64.unit(self.bits(stream, index))
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

    /// A stream of its own for every name.
    static func stream(_ name: String) -> UInt64 { SplitMix64.number(of: name) }

    private static func mix(_ value: UInt64) -> UInt64 { SplitMix64.finalise(value &+ 0x9e37_79b9_7f4a_7c15) }
}

/// Quotient rounded towards minus infinity; `divisor` is positive.
func flooredQuotient(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
}
