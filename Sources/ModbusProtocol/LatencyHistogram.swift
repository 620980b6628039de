/// How long answers take: counts in buckets that grow with the time, in fixed memory.
///
/// Below 256 µs a bucket is 16 µs wide; from there on sixteen buckets share each doubling, up to 33 s. A quantile is
/// therefore at most 1/16 above the true one, and 16 µs near zero. Histograms of several lines or hours add up without
/// a loss. Nothing is allocated before the first time, and nothing after it.
public struct LatencyHistogram: Hashable, Sendable {
    /// Times from `lowerNanoseconds` to below `upperNanoseconds`, and how many there were.
    public struct Bucket: Hashable, Sendable {
        public let lowerNanoseconds: Int64
        public let upperNanoseconds: Int64
        public let count: Int
    }

    private static let quantum: Int64 = 16_000
    /// Buckets of one doubling, and its logarithm.
    private static let subBuckets = 16
    private static let subBits = 4
    private static let doublings = 17
    static let bucketCount = Self.subBuckets * (Self.doublings + 1)

    /// Empty before the first time.
    private var counts: [UInt32] = []
    public private(set) var count = 0
    public private(set) var totalNanoseconds: Int64 = 0
    public private(set) var maximumNanoseconds: Int64 = 0

    public init() {}

    /// Counts one time; what is negative counts as 0.
    public mutating func record(_ nanoseconds: Int64) {
        let time = max(0, nanoseconds)
        if self.counts.isEmpty { self.counts = Array(repeating: 0, count: Self.bucketCount) }
        let index = Self.index(of: time)
        if self.counts[index] < .max { self.counts[index] += 1 }
        self.count += 1
        self.addTotal(time)
        self.maximumNanoseconds = max(self.maximumNanoseconds, time)
    }

    /// Adds everything that another histogram has counted.
    public mutating func add(_ other: LatencyHistogram) {
        guard !other.counts.isEmpty else { return }
        if self.counts.isEmpty { self.counts = Array(repeating: 0, count: Self.bucketCount) }
        for index in self.counts.indices {
            let (sum, isTooMuch) = self.counts[index].addingReportingOverflow(other.counts[index])
            self.counts[index] = isTooMuch ? .max : sum
        }
        self.count += other.count
        self.addTotal(other.totalNanoseconds)
        self.maximumNanoseconds = max(self.maximumNanoseconds, other.maximumNanoseconds)
    }

    private mutating func addTotal(_ nanoseconds: Int64) {
        let (sum, isTooMuch) = self.totalNanoseconds.addingReportingOverflow(nanoseconds)
        self.totalNanoseconds = isTooMuch ? .max : sum
    }

    /// The time that `percent` of all do not exceed (nearest rank), rounded up to the end of its bucket and never above
    /// the longest; nil before the first.
    ///
    /// - Parameter percent: 0 to 100.
    public func quantile(percent: Double) -> Int64? {
        guard self.count > 0 else { return nil }
        let share = min(max(percent, 0), 100) / 100
        let rank = max(1, Int((share * Double(self.count)).rounded(.up)))
        var seen = 0
        for index in self.counts.indices {
            seen += Int(self.counts[index])
            guard seen >= rank else { continue }
            // The last bucket takes what is longer than all of them.
            guard index < Self.bucketCount - 1 else { break }
            return min(Self.lowerBound(of: index + 1) - 1, self.maximumNanoseconds)
        }
        return self.maximumNanoseconds
    }

    public var meanNanoseconds: Int64? { self.count == 0 ? nil : self.totalNanoseconds / Int64(self.count) }

    /// The buckets from the first to the last that holds something, those of one doubling joined to `perDoubling`.
    ///
    /// - Parameter perDoubling: 1, 2, 4, 8 or 16; anything else counts as 1.
    public func buckets(perDoubling: Int = 2) -> [Bucket] {
        let parts = [1, 2, 4, 8, 16].contains(perDoubling) ? perDoubling : 1
        let width = Self.subBuckets / parts
        var joined: [Bucket] = []
        for first in stride(from: 0, to: self.counts.count, by: width) {
            joined.append(
                Bucket(
                    lowerNanoseconds: Self.lowerBound(of: first), upperNanoseconds: Self.lowerBound(of: first + width),
                    count: self.counts[first..<(first + width)].reduce(0) { $0 + Int($1) }))
        }
        guard let first = joined.firstIndex(where: { $0.count > 0 }),
            let last = joined.lastIndex(where: { $0.count > 0 })
        else { return [] }
        return Array(joined[first...last])
    }

    private static func index(of nanoseconds: Int64) -> Int {
        let steps = nanoseconds / Self.quantum
        guard steps >= Int64(Self.subBuckets) else { return Int(steps) }
        // The leading one and the four bits behind it.
        let doubling = Int64.bitWidth - 1 - steps.leadingZeroBitCount - Self.subBits
        let index = (doubling + 1) * Self.subBuckets + Int(steps >> Int64(doubling)) - Self.subBuckets
        return min(index, Self.bucketCount - 1)
    }

    private static func lowerBound(of index: Int) -> Int64 {
        guard index >= Self.subBuckets else { return Int64(index) * Self.quantum }
        let doubling = index / Self.subBuckets - 1
        let steps = Int64(index % Self.subBuckets + Self.subBuckets) << Int64(doubling)
        return steps * Self.quantum
    }
}
