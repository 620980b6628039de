/// A generator that starts from any number and always runs the same way from there (Steele, Lea, Flood: "Fast Splittable
/// Pseudorandom Number Generators", 2014).
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { self.state = seed }

    public mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        return Self.finalise(self.state)
    }

    /// In `0 ..< 1`.
    public mutating func uniform() -> Double { Self.unit(self.next()) }

    /// Any number as one in `0 ..< 1`.
    public static func unit(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }

    /// Spreads neighbouring numbers over all 64 bits.
    public static func finalise(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
