import ModbusProtocol
import TestSupport
import Testing

@Suite("Latency histogram")
struct LatencyHistogramTests {
    /// Times as lines have them: most near one another, some far away, over all that a histogram holds.
    private static func times(_ random: inout SeededGenerator) -> [Int64] {
        let centre = Int64.random(in: 100...3_000_000, using: &random)
        return (0..<Int.random(in: 1...400, using: &random)).map { _ in
            switch Int.random(in: 0..<10, using: &random) {
            case 0: Int64(1) << Int64.random(in: 0...34, using: &random)
            case 1: Int64.random(in: 0...33_000_000_000, using: &random)
            default: centre * Int64.random(in: 1...40, using: &random)
            }
        }
    }

    private static func histogram(_ times: some Sequence<Int64>) -> LatencyHistogram {
        var histogram = LatencyHistogram()
        for time in times { histogram.record(time) }
        return histogram
    }

    @Test("quantiles are those of the sorted times, at most a sixteenth and 16 µs above", arguments: 1...60)
    func quantiles(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let times = Self.times(&random)
        let sorted = times.sorted()
        let histogram = Self.histogram(times)
        #expect(histogram.count == times.count)
        #expect(histogram.maximumNanoseconds == sorted.last)
        #expect(histogram.meanNanoseconds == times.reduce(0, +) / Int64(times.count))
        for percent in [0, 1, 25, 50, 75, 90, 99, 99.9, 100] {
            let rank = max(1, Int((percent / 100 * Double(sorted.count)).rounded(.up)))
            let truth = sorted[rank - 1]
            let found = try #require(histogram.quantile(percent: percent))
            #expect(found >= truth, "p\(percent): \(found) below \(truth)")
            #expect(found <= truth + truth / 16 + 16_000, "p\(percent): \(found) above \(truth)")
        }
    }

    @Test("parts added up are the whole, in any split and order", arguments: 1...30)
    func addition(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let times = Self.times(&random)
        var parts = Array(repeating: LatencyHistogram(), count: 4)
        for time in times { parts[Int.random(in: 0..<4, using: &random)].record(time) }
        var sum = LatencyHistogram()
        for part in parts.shuffled(using: &random) { sum.add(part) }
        #expect(sum == Self.histogram(times.shuffled(using: &random)))
    }

    @Test("buckets hold every time once, without a gap between them", arguments: [1, 2, 4, 8, 16])
    func buckets(perDoubling: Int) {
        var random = SeededGenerator(seed: 5)
        let times = Self.times(&random)
        let buckets = Self.histogram(times).buckets(perDoubling: perDoubling)
        #expect(buckets.reduce(0) { $0 + $1.count } == times.count)
        for (bucket, next) in zip(buckets, buckets.dropFirst()) {
            #expect(bucket.upperNanoseconds == next.lowerNanoseconds)
        }
        for bucket in buckets {
            let inside = times.count { (bucket.lowerNanoseconds..<bucket.upperNanoseconds).contains($0) }
            #expect(bucket.count == inside)
        }
    }

    @Test("an empty one has no quantile, and what no line has is counted at the ends")
    func ends() {
        var histogram = LatencyHistogram()
        #expect(histogram.quantile(percent: 50) == nil && histogram.meanNanoseconds == nil)
        #expect(histogram.buckets().isEmpty)
        histogram.record(-5)
        #expect(histogram.quantile(percent: 100) == 0)
        histogram.record(.max)
        #expect(histogram.quantile(percent: 100) == .max)
        #expect(histogram.buckets().reduce(0) { $0 + $1.count } == 2)
    }
}
