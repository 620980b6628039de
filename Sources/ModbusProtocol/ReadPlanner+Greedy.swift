extension ReadPlanner {
    /// What masters without a planner do, to compare with: one read for each span.
    public static func separate(_ spans: [RegisterSpan], limits: BlockLimits, cost: ReadCost) -> ReadPlan {
        self.greedy(spans, limits: limits, cost: cost, maximumGap: .min)
    }

    /// What a master with a fixed gap does, to compare with: spans are joined from the lowest address up, as long as
    /// the gap between two is at most `maximumGap` and the read is allowed (Telegraf's `max_insert`).
    public static func greedy(
        _ spans: [RegisterSpan], limits: BlockLimits, cost: ReadCost, maximumGap: Int
    ) -> ReadPlan {
        let order = spans.indices.filter { self.isReadable(spans[$0], limits) }.sorted {
            (spans[$0].start, spans[$0].end, $0) < (spans[$1].start, spans[$1].end, $1)
        }
        var blocks: [ReadBlock] = []
        var hull = 0..<0
        var members: [Int] = []
        func close() {
            guard !members.isEmpty else { return }
            blocks.append(
                ReadBlock(
                    address: UInt16(truncatingIfNeeded: hull.lowerBound), count: hull.count, spans: members))
        }
        for index in order {
            let grown = hull.lowerBound..<max(hull.upperBound, spans[index].end)
            if !members.isEmpty, spans[index].start - hull.upperBound <= maximumGap, limits.allows(grown) {
                hull = grown
                members.append(index)
            } else {
                close()
                hull = limits.alignedStart(spans[index].start)..<spans[index].end
                members = [index]
            }
        }
        close()
        return ReadPlan(
            blocks: blocks, unreadable: spans.indices.filter { !self.isReadable(spans[$0], limits) },
            nanoseconds: blocks.reduce(0) { $0 + cost.nanoseconds($1.count) })
    }
}
