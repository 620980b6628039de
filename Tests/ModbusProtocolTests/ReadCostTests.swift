import ModbusProtocol
import TestSupport
import Testing

@Suite("What reads cost")
struct ReadCostTests {
    private static let timing = LineTiming(baud: 9600, parity: .none, stopBits: 1)

    private func cost(perMillion: Int, failure: Int64 = 50_000_000) -> ReadCost {
        ReadCost(
            timing: Self.timing, turnaroundNanoseconds: 20_000_000, readsBits: false,
            errors: .init(perMillion: perMillion, failureNanoseconds: failure))
    }

    private func spans(_ random: inout SeededGenerator) -> [RegisterSpan] {
        (0..<Int.random(in: 1...30, using: &random)).map { _ in
            RegisterSpan(address: .random(in: 0...400, using: &random), count: .random(in: 1...4, using: &random))
        }
    }

    @Test("a clean line costs what it did without a thought of errors, and TCP knows none")
    func clean() {
        let plain = ReadCost(timing: Self.timing, turnaroundNanoseconds: 20_000_000, readsBits: false)
        for count in 1...125 { #expect(self.cost(perMillion: 0).nanoseconds(count) == plain.nanoseconds(count)) }
        let tcp = ReadCost(
            timing: .tcp, turnaroundNanoseconds: 5, readsBits: false,
            errors: .init(perMillion: 5000, failureNanoseconds: 9))
        #expect(tcp.nanoseconds(100) == 5)
    }

    @Test("with errors a read costs its repetitions: C / P + (1 - P) / P times the failure")
    func repetitions() {
        // 13 + 2 × 10 characters, each damaged once in a hundred times.
        var good = 1.0
        for _ in 0..<33 { good *= 0.99 }
        let once = Double(self.cost(perMillion: 0).nanoseconds(10))
        let expected = once / good + (1 - good) / good * 50_000_000
        #expect(abs(Double(self.cost(perMillion: 10_000).nanoseconds(10)) - expected) < 1000)
        // Nonsense keeps to its bounds.
        #expect(self.cost(perMillion: .max, failure: .max).nanoseconds(125) > 0)
        #expect(self.cost(perMillion: -1).nanoseconds(1) == self.cost(perMillion: 0).nanoseconds(1))
    }

    @Test("the noisier the line, the shorter the reads of the cheapest plan")
    func splitting() {
        let spans = (0..<60).map { RegisterSpan(address: UInt16(2 * $0), count: 2) }
        let lengths = [0, 1000, 10_000].map { perMillion in
            ReadPlanner.plan(spans, limits: BlockLimits(maximumCount: 125), cost: self.cost(perMillion: perMillion))
                .blocks.map(\.count).max() ?? 0
        }
        #expect(lengths[0] == 120 && lengths[2] < lengths[0] && lengths[2] <= lengths[1])
    }

    @Test("never dearer than greedy joining with any gap, nor than a read for each value, noisy or not")
    func anchors() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<400 {
            let spans = self.spans(&random)
            var limits = BlockLimits(maximumCount: [20, 60, 125].randomElement(using: &random) ?? 60)
            let start = Int.random(in: 0...390, using: &random)
            limits.forbidden = [start..<start + 3]
            let cost = self.cost(perMillion: [0, 500, 20_000].randomElement(using: &random) ?? 0)
            let plan = ReadPlanner.plan(spans, limits: limits, cost: cost)
            for gap in [0, 5, 50, 125] {
                let greedy = ReadPlanner.greedy(spans, limits: limits, cost: cost, maximumGap: gap)
                #expect(plan.nanoseconds <= greedy.nanoseconds)
                #expect(greedy.blocks.flatMap(\.spans).sorted() == plan.blocks.flatMap(\.spans).sorted())
                #expect(greedy.blocks.allSatisfy { $0.count <= limits.maximumCount })
            }
            let separate = ReadPlanner.separate(spans, limits: limits, cost: cost)
            #expect(plan.nanoseconds <= separate.nanoseconds && separate.blocks.allSatisfy { $0.spans.count == 1 })
        }
    }

    @Test("quantities of several rates, read together where they meet, never cost more than apart")
    func multipleRates() {
        var random = SeededGenerator(seed: 3)
        for _ in 0..<60 {
            let seconds: [Int64] = Array([1, 2, 3, 5].shuffled(using: &random).prefix(2))
            let periods = seconds.map { $0 * 1_000_000_000 }
            let classes = periods.map { _ in self.spans(&random) }
            let all = classes.flatMap(\.self)
            let owner = classes.enumerated().flatMap { index, spans in spans.map { _ in index } }
            func cost(_ members: [RegisterSpan]) -> Int64 {
                ReadPlanner.plan(members, limits: BlockLimits(maximumCount: 125), cost: self.cost(perMillion: 0))
                    .nanoseconds
            }
            let horizon = seconds.reduce(1, *) * 1_000_000_000
            var scheduler = PollScheduler(
                devices: [owner.map { .init(periodNanoseconds: periods[$0], atBoundary: false) }], start: 0)
            var (now, together): (Int64, Int64) = (0, 0)
            while now < horizon {
                switch scheduler.next(at: now, ready: { _ in .min }) {
                case .wait(let until): now = until
                case .serve:
                    together += cost(scheduler.beginSweep(0, at: now).fields.map { all[$0] })
                    scheduler.endSweep(0)
                }
            }
            let apart = zip(periods, classes).reduce(0) { $0 + horizon / $1.0 * cost($1.1) }
            #expect(together <= apart)
        }
    }

    @Test("damage is learned from lengths, by steps of two, and forgotten again")
    func learning() {
        var errors = CharacterErrors()
        for _ in 0..<100 { errors.answered(characters: 100) }
        errors.damaged(characters: 100)
        errors.damaged(characters: 100)
        #expect(errors.perMillion == 0)
        errors.damaged(characters: 100)
        // 3 of 10 300 characters: 291 in a million.
        #expect(errors.perMillion == 256)
        for _ in 0..<2000 { errors.answered(characters: 100) }
        #expect(errors.perMillion == 0)
    }
}
