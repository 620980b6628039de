/// One read of a plan.
public struct ReadBlock: Hashable, Sendable {
    public let address: UInt16
    public let count: Int
    /// Which of the given spans it covers, by their index, in the order of their addresses.
    public let spans: [Int]
}

/// The reads that fetch a set of spans in the least bus time.
public struct ReadPlan: Hashable, Sendable {
    public let blocks: [ReadBlock]
    /// Spans that no allowed read can fetch.
    public let unreadable: [Int]
    /// Bus time of all blocks.
    public let nanoseconds: Int64
}

/// Groups registers into reads so that wire time is least, exactly.
///
/// Dynamic programme over the spans in the order of their addresses: the cheapest plan for the first `i` spans ends
/// with a read of spans `j` to `i`. Exact, because a read's cost grows with the length of its hull: plans whose reads
/// cross can be untangled without making any hull longer. O(n·k) for n spans and at most k spans in one read.
public enum ReadPlanner {
    public static func plan(_ spans: [RegisterSpan], limits: BlockLimits, cost: ReadCost) -> ReadPlan {
        let readable = spans.indices.filter { self.isReadable(spans[$0], limits) }
        let order = readable.sorted {
            (spans[$0].start, spans[$0].end, $0) < (spans[$1].start, spans[$1].end, $1)
        }
        let (total, firsts) = self.cheapest(order.map { spans[$0] }, limits, cost)
        let unreadable = spans.indices.filter { !self.isReadable(spans[$0], limits) }
        return ReadPlan(
            blocks: self.blocks(order, firsts, spans, limits), unreadable: unreadable, nanoseconds: total)
    }

    static func isReadable(_ span: RegisterSpan, _ limits: BlockLimits) -> Bool {
        span.count > 0 && limits.allows(limits.alignedStart(span.start)..<span.end)
    }

    /// Least cost, and for each span the first span of the read that ends with it in the cheapest plan up to it.
    private static func cheapest(_ spans: [RegisterSpan], _ limits: BlockLimits, _ cost: ReadCost) -> (Int64, [Int]) {
        var best: [Int64] = [0]
        var firsts: [Int] = []
        for last in spans.indices {
            // Alone it is always allowed; otherwise it would not be readable.
            var end = spans[last].end
            var first = last
            var least = best[last] + cost.nanoseconds(end - limits.alignedStart(spans[last].start))
            for earlier in (0..<last).reversed() {
                end = max(end, spans[earlier].end)
                let hull = limits.alignedStart(spans[earlier].start)..<end
                // Hulls only grow from here on, and what is too long or forbidden stays so.
                guard limits.allows(hull) else { break }
                let total = best[earlier] + cost.nanoseconds(hull.count)
                if total < least { (least, first) = (total, earlier) }
            }
            best.append(least)
            firsts.append(first)
        }
        return (best[spans.count], firsts)
    }

    private static func blocks(
        _ order: [Int], _ firsts: [Int], _ spans: [RegisterSpan], _ limits: BlockLimits
    ) -> [ReadBlock] {
        var blocks: [ReadBlock] = []
        var last = order.count - 1
        while last >= 0 {
            let members = Array(order[firsts[last]...last])
            let start = limits.alignedStart(members.map { spans[$0].start }.min() ?? 0)
            let end = members.map { spans[$0].end }.max() ?? start
            blocks.append(ReadBlock(address: UInt16(truncatingIfNeeded: start), count: end - start, spans: members))
            last = firsts[last] - 1
        }
        return blocks.reversed()
    }
}
