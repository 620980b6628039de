import ModbusProtocol
import TestSupport
import Testing

@Suite("Read planner")
struct ReadPlannerTests {
    private static let timings = [
        LineTiming(baud: 2400, parity: .even, stopBits: 1), LineTiming(baud: 9600, parity: .none, stopBits: 1),
        LineTiming(baud: 115_200, parity: .none, stopBits: 1), .tcp,
    ]

    /// Cost of the cheapest partition, by trying all of them.
    private func bruteForce(_ spans: [RegisterSpan], _ limits: BlockLimits, _ cost: ReadCost) -> Int64? {
        var best: Int64?
        func assign(_ index: Int, _ groups: [[RegisterSpan]]) {
            guard index < spans.count else {
                guard let total = self.cost(of: groups, limits, cost) else { return }
                best = min(best ?? total, total)
                return
            }
            for group in groups.indices {
                var groups = groups
                groups[group].append(spans[index])
                assign(index + 1, groups)
            }
            assign(index + 1, groups + [[spans[index]]])
        }
        assign(0, [])
        return best
    }

    private func cost(of groups: [[RegisterSpan]], _ limits: BlockLimits, _ cost: ReadCost) -> Int64? {
        var total: Int64 = 0
        for group in groups {
            let first = group.map { Int($0.address) }.min() ?? 0
            let start = first - first % limits.alignment
            let end = group.map { Int($0.address) + $0.count }.max() ?? 0
            guard self.allowed(start..<end, limits) else { return nil }
            total += cost.nanoseconds(end - start)
        }
        return total
    }

    private func allowed(_ range: Range<Int>, _ limits: BlockLimits) -> Bool {
        range.count <= limits.maximumCount && !limits.forbidden.contains { $0.overlaps(range) }
            && !limits.barriers.contains { range.lowerBound < $0 && $0 < range.upperBound }
    }

    @Test("is as cheap as the best of all partitions, for random maps, limits and lines")
    func exact() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<1500 {
            let spans = (0..<Int.random(in: 1...6, using: &random)).map { _ in
                RegisterSpan(
                    address: .random(in: 0...90, using: &random), count: .random(in: 1...4, using: &random))
            }
            var limits = BlockLimits(
                maximumCount: [8, 20, 125].randomElement(using: &random) ?? 8,
                alignment: [1, 1, 2].randomElement(using: &random) ?? 1)
            if Bool.random(using: &random) {
                let start = Int.random(in: 0...90, using: &random)
                limits.forbidden = [start..<start + .random(in: 1...5, using: &random)]
            }
            if Bool.random(using: &random) { limits.barriers = [.random(in: 0...90, using: &random)] }
            let cost = ReadCost(
                timing: Self.timings.randomElement(using: &random) ?? .tcp,
                turnaroundNanoseconds: .random(in: 0...60_000_000, using: &random), readsBits: false)
            try self.check(spans, limits, cost)
        }
    }

    private func check(_ spans: [RegisterSpan], _ limits: BlockLimits, _ cost: ReadCost) throws {
        let plan = ReadPlanner.plan(spans, limits: limits, cost: cost)
        let readable = spans.indices.filter { !plan.unreadable.contains($0) }
        #expect(plan.nanoseconds == self.bruteForce(readable.map { spans[$0] }, limits, cost))
        #expect(plan.blocks.flatMap(\.spans).sorted() == readable)
        #expect(plan.blocks.reduce(0) { $0 + cost.nanoseconds($1.count) } == plan.nanoseconds)
        for block in plan.blocks {
            let range = Int(block.address)..<Int(block.address) + block.count
            #expect(self.allowed(range, limits) && range.lowerBound % limits.alignment == 0)
            for index in block.spans {
                #expect(range.contains(Int(spans[index].address)))
                #expect(Int(spans[index].address) + spans[index].count <= range.upperBound)
            }
        }
        for index in plan.unreadable {
            let start = Int(spans[index].address) - Int(spans[index].address) % limits.alignment
            #expect(!self.allowed(start..<Int(spans[index].address) + spans[index].count, limits))
        }
    }

    @Test("a gap is read across exactly while it is cheaper than a second request")
    func gap() {
        let timing = LineTiming(baud: 9600, parity: .none, stopBits: 1)
        let cost = ReadCost(timing: timing, turnaroundNanoseconds: 20_000_000, readsBits: false)
        func blocks(gap: Int) -> Int {
            let spans = [RegisterSpan(address: 0, count: 2), RegisterSpan(address: UInt16(2 + gap), count: 2)]
            return ReadPlanner.plan(spans, limits: BlockLimits(maximumCount: 125), cost: cost).blocks.count
        }
        // 16.5 characters and 20 ms: 35.7 characters, or 17.8 registers.
        #expect(blocks(gap: 17) == 1)
        #expect(blocks(gap: 18) == 2)
    }

    @Test("a span that cannot be read is named, the others are read")
    func unreadable() {
        let cost = ReadCost(timing: .tcp, turnaroundNanoseconds: 1, readsBits: false)
        let limits = BlockLimits(maximumCount: 4, forbidden: [10..<11])
        let spans = [
            RegisterSpan(address: 0, count: 5), RegisterSpan(address: 9, count: 2), RegisterSpan(address: 20, count: 2),
            RegisterSpan(address: 65535, count: 2), RegisterSpan(address: 1, count: 0),
        ]
        let plan = ReadPlanner.plan(spans, limits: limits, cost: cost)
        #expect(plan.unreadable == [0, 1, 3, 4])
        #expect(plan.blocks.map(\.address) == [20] && plan.blocks.map(\.spans) == [[2]])
        #expect(ReadPlanner.plan([], limits: limits, cost: cost).blocks.isEmpty)
    }

    @Test("ninety fields are planned")
    func dense() {
        let spans = (0..<90).map { RegisterSpan(address: UInt16(4 * $0), count: 2) }
        let timing = LineTiming(baud: 9600, parity: .none, stopBits: 1)
        let cost = ReadCost(timing: timing, turnaroundNanoseconds: 20_000_000, readsBits: false)
        let plan = ReadPlanner.plan(spans, limits: BlockLimits(maximumCount: 80), cost: cost)
        #expect(plan.blocks.count == 5)
    }
}
