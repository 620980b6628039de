/// Everything that a simulation leaves to chance: the same decisions for the same seed, on every machine.
struct Chance: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { self.state = Self.mix(seed ^ 0x6A09_E667_F3BC_C909) }

    /// Chance of its own for one part of the simulation, so that what one part draws does not shift the others.
    func forked(_ label: UInt64) -> Chance { Chance(seed: Self.mix(self.state ^ Self.mix(label &+ 1))) }

    // Steele, Lea and Flood's SplitMix64.
    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(self.state)
    }

    static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// 0 up to, not including, `limit`; 0 where there is nothing to choose.
    mutating func below(_ limit: Int) -> Int {
        guard limit > 1 else { return 0 }
        return Int(self.next().multipliedFullWidth(by: UInt64(limit)).high)
    }

    mutating func between(_ low: Int64, _ high: Int64) -> Int64 {
        guard high > low else { return low }
        return low + Int64(self.next().multipliedFullWidth(by: UInt64(high - low + 1)).high)
    }

    mutating func isTrue(permille: Int) -> Bool { self.below(1000) < permille }

    /// Nil where there is nothing to choose from.
    mutating func pick<Value>(_ values: [Value]) -> Value? {
        values.isEmpty ? nil : values[self.below(values.count)]
    }

    /// `count` different numbers below `limit`, ascending.
    mutating func some(_ count: Int, below limit: Int) -> [Int] {
        var left = Array(0..<limit)
        var chosen: [Int] = []
        while chosen.count < count, !left.isEmpty { chosen.append(left.remove(at: self.below(left.count))) }
        return chosen.sorted()
    }
}
