import SeededNumbers

/// When the supply of the feeder or of one of its branches is interrupted.
struct Outages: Sendable {
    struct Outage: Sendable {
        let steps: Range<Int>
        /// Nil: the whole feeder.
        let branch: Int?
    }

    let all: [Outage]
    private let deadSteps: [Set<Int>]

    /// - Parameter branches: how many circuits leave the transformer.
    init(axis: TimeAxis, branches: Int, random: inout SplitMix64) {
        var all: [Outage] = []
        let rate = random.isTrue(0.3) ? random.uniform(1...3) : random.isTrue(0.15) ? 8 : 0
        for _ in 0..<Int(rate * Double(axis.days) / 35) {
            let first = random.integer(TimeAxis.stepsPerDay...max(TimeAxis.stepsPerDay, axis.steps - 100))
            let isBranch = branches > 1 && random.isTrue(0.3)
            all.append(
                Outage(
                    steps: first..<min(axis.allSteps, first + random.pick([3, 6, 12, 20, 50])),
                    branch: isBranch ? random.integer(1...branches) : nil))
        }
        self.init(all, branches: branches)
    }

    init(_ all: [Outage], branches: Int) {
        self.all = all
        self.deadSteps = (0...branches).map { branch in
            Set(all.filter { $0.branch == nil || $0.branch == branch }.flatMap(\.steps))
        }
    }

    /// True where the whole feeder has no supply.
    func isDead(_ step: Int) -> Bool { !self.deadSteps[0].isEmpty && self.deadSteps[0].contains(step) }

    func isDead(_ step: Int, branch: Int) -> Bool {
        !self.deadSteps[branch].isEmpty && self.deadSteps[branch].contains(step)
    }
}
