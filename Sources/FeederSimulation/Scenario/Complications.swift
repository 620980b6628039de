import SeededNumbers

/// What goes wrong without anybody stealing: labels, gaps, replacements, damaged values.
struct Complications: Sendable {
    enum Label: Sendable {
        case right, unknown
        case wrong(phase: Int)
    }

    let isPolled: Bool
    let averagesVoltage: Bool
    let labels: [Label]
    /// What each customer's counters show at the start, in Wh.
    let initialValues: [Double]
    var replacements: [MeterReplacement]
    /// Chance that a meter does not answer one poll.
    let missing: Double
    /// Polls, counted from 1, in which the box reads nothing.
    let silences: [Range<Int>]
    /// Polls in which one meter does not answer, by customer.
    let meterSilences: [[Range<Int>]]
    /// Chance that one answer holds a damaged value.
    let damaged: Double
    private(set) var notes: [String] = []

    init(_ feeder: Feeder, random: inout SplitMix64) {
        let polls = feeder.axis.days * 96
        self.isPolled = random.isTrue(0.65)
        self.averagesVoltage = random.isTrue(0.4)
        self.labels = Self.labels(feeder.customers, &random)
        let rolls = random.isTrue(0.2) ? random.integer(1...2) : 0
        self.initialValues = feeder.customers.indices.map { number in
            let modulus = Double(feeder.meters[number].modulus)
            let energy = max(1, feeder.customers[number].energy(0..<feeder.axis.steps))
            return number % 7 < rolls
                ? max(0, modulus - energy * random.uniform(0.1...0.9))
                : random.uniform(2e5...6e7).truncatingRemainder(dividingBy: modulus * 0.9)
        }
        self.replacements = Self.replacements(feeder, &random)
        self.missing = random.pick([0.001, 0.003, 0.003, 0.006, 0.02])
        self.silences = random.isTrue(0.3) ? Self.ranges(polls, random.integer(1...2), 4...160, &random) : []
        let silent = random.isTrue(0.25) ? random.integer(0...feeder.customers.count - 1) : -1
        self.meterSilences = feeder.customers.indices.map { number in
            let bursts = Self.ranges(polls, random.pick([0, 0, 0, 1, 1, 2]), 3...40, &random)
            return bursts + (number == silent ? Self.ranges(polls, 1, 150...700, &random) : [])
        }
        self.damaged = random.pick([0, 0.000_03, 0.000_05, 0.000_1, 0.000_3])
        if rolls > 0 { self.notes.append("roll") }
        for (kind, note) in [(0, "replace"), (1, "unrecorded-replace"), (2, "reset")]
        where self.replacements.contains(where: { Self.number(of: $0.kind) == kind }) { self.notes.append(note) }
        if !self.silences.isEmpty { self.notes.append("box-silent") }
        if silent >= 0 { self.notes.append("meter-silent") }
        if feeder.meters.contains(where: { $0.rotation != 0 }) { self.notes.append("rotated") }
        if feeder.meters.contains(where: { !$0.hasVoltage }) { self.notes.append("no-voltage") }
        if feeder.transformer.hasTotalOnly { self.notes.append("total-only") }
    }

    private static func number(of kind: MeterReplacement.Kind) -> Int {
        switch kind {
        case .recorded: 0
        case .unrecorded: 1
        case .reset: 2
        }
    }

    private static func labels(_ customers: [Customer], _ random: inout SplitMix64) -> [Label] {
        let (wrong, unknown) = (random.pick([0, 0, 0, 0.05, 0.1]), random.pick([0, 0, 0, 0.06, 0.3]))
        return customers.map { customer in
            let (isWrong, isUnknown) = (random.isTrue(wrong), random.isTrue(unknown))
            let other = (customer.phases[0] + random.integer(1...2)) % 3
            if isUnknown { return .unknown }
            return isWrong && !customer.isThreePhase ? .wrong(phase: other) : .right
        }
    }

    private static func replacements(_ feeder: Feeder, _ random: inout SplitMix64) -> [MeterReplacement] {
        let kinds = [(MeterReplacement.Kind.recorded, 0.25), (.unrecorded, 0.12), (.reset, 0.1)]
        var free = Array(feeder.customers.indices).shuffled(using: &random)
        return kinds.flatMap { kind, chance in
            (0..<(random.isTrue(chance) ? random.integer(1...2) : 0)).map { _ in
                let number = free.removeLast()
                let step = random.integer(200...max(200, feeder.axis.steps - 200))
                let meter = feeder.meters[number]
                if kind == .reset {
                    return MeterReplacement(customer: number, step: step, kind: kind, initial: 0, gain: meter.gain)
                }
                let used = random.isTrue(0.3) ? random.uniform(1e3...4e6).rounded() : 0
                return MeterReplacement(
                    customer: number, step: step, kind: kind, initial: used,
                    gain: MeterModel.gain(ofClass: meter.accuracyClass, &random))
            }
        }
    }

    private static func ranges(
        _ polls: Int, _ count: Int, _ lengths: ClosedRange<Int>, _ random: inout SplitMix64
    ) -> [Range<Int>] {
        (0..<count).map { _ in
            let (first, length) = (random.integer(1...polls), random.integer(lengths))
            return first..<min(polls + 1, first + length)
        }
    }
}
