public import DeviceProfiles

/// What reading devices of one model and firmware has taught: where they cannot be read across, how much they give at
/// once, how long they take.
public struct LearnedMap: Hashable, Sendable, Codable {
    /// One of a device's four tables.
    public struct Table: Hashable, Sendable, Codable {
        /// Registers (or bits) that no read may touch, unless a field stands there; 0-based, ascending, apart.
        public var holes: [Range<Int>] = []
        /// Addresses that no read may cross.
        public var barriers: [Int] = []
        /// The shortest read that is refused for its length alone, and the longest that was answered since; the limit
        /// lies between them.
        public var refusedCount: Int?
        public var answeredCount = 1

        public init() {}
    }

    /// By the name of the table: `coil`, `discrete`, `input`, `holding`.
    public private(set) var tables: [String: Table] = [:]
    /// Filtered time from the end of a request to its answer.
    public var turnaroundNanoseconds: Int64?

    public init() {}

    public var isEmpty: Bool { self == LearnedMap() }

    public subscript(table: RegisterTable) -> Table {
        get { self.tables[table.rawValue] ?? Table() }
        set { self.tables[table.rawValue] = newValue == Table() ? nil : newValue }
    }

    /// Nothing in it is outside what a device can have: what comes from a file may be anything.
    public var isSound: Bool {
        let known = Set(RegisterTable.allCases.map(\.rawValue))
        return self.tables.allSatisfy { name, table in
            known.contains(name) && (table.refusedCount.map { (2...2000).contains($0) } ?? true)
                && (1...2000).contains(table.answeredCount)
                && table.holes.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= 65536 && !$0.isEmpty }
                && table.barriers.allSatisfy { (0...65536).contains($0) }
        } && (self.turnaroundNanoseconds.map { (0...60_000_000_000).contains($0) } ?? true)
    }
}

extension LearnedMap.Table {
    mutating func learn(hole: Range<Int>) {
        let touching = self.holes.filter { $0.lowerBound <= hole.upperBound && hole.lowerBound <= $0.upperBound }
        let joined = touching.reduce(hole) {
            min($0.lowerBound, $1.lowerBound)..<max($0.upperBound, $1.upperBound)
        }
        self.holes.removeAll { touching.contains($0) }
        self.holes.append(joined)
        self.holes.sort { $0.lowerBound < $1.lowerBound }
    }

    mutating func learn(barrier: Int) {
        guard !self.barriers.contains(barrier) else { return }
        self.barriers = (self.barriers + [barrier]).sorted()
    }

    /// A read of so many is refused for its length, and one of `answered` is not.
    mutating func learn(refusedCount refused: Int, answered: Int) {
        self.refusedCount = max(2, min(self.refusedCount ?? refused, refused))
        self.answeredCount = max(1, min(max(self.answeredCount, answered), (self.refusedCount ?? refused) - 1))
    }

    /// What is worth trying next: half-way between what was answered and what was refused; nil where nothing is known.
    var countToTry: Int? { self.refusedCount.map { self.answeredCount + ($0 - self.answeredCount) / 2 } }
}
