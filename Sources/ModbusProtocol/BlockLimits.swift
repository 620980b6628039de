/// What a device allows in one read.
public struct BlockLimits: Hashable, Sendable {
    /// Longest read; 1 to 125 registers or 2000 bits.
    public var maximumCount: Int
    /// A read starts at a multiple of this address; 1 allows all.
    public var alignment: Int
    /// Registers that must not be touched: holes that answer with an exception, or that erase on reading.
    public var forbidden: [Range<Int>]
    /// Addresses that no read may cross: it may end before or start at them.
    public var barriers: Set<Int>

    public init(maximumCount: Int, alignment: Int = 1, forbidden: [Range<Int>] = [], barriers: Set<Int> = []) {
        self.maximumCount = maximumCount
        self.alignment = max(1, alignment)
        self.forbidden = forbidden
        self.barriers = barriers
    }

    func alignedStart(_ address: Int) -> Int { address - address % self.alignment }

    func allows(_ range: Range<Int>) -> Bool {
        range.count <= self.maximumCount && range.upperBound <= 65536
            && !self.forbidden.contains { $0.overlaps(range) }
            && !self.barriers.contains { range.lowerBound < $0 && $0 < range.upperBound }
    }
}
