extension SplitMix64 {
    /// A generator of its own for one part of a simulation, so that what one part draws does not shift the others.
    public init(seed: UInt64, part: String) {
        self.init(seed: Self.finalise(seed ^ Self.finalise(Self.number(of: part))))
    }

    /// A number for every name (FNV-1a).
    public static func number(of name: String) -> UInt64 {
        name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
