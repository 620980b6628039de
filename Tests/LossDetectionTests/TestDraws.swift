/// Numbers in 0..<1 that look random and are the same for a seed (xorshift: G. Marsaglia, Journal of Statistical Software 8,
/// 2003).
struct TestDraws {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> Double {
        self.state ^= self.state << 13
        self.state ^= self.state >> 7
        self.state ^= self.state << 17
        return Double(self.state >> 11) / Double(1 << 53)
    }
}
