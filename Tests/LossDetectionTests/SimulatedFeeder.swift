import LossDetection
import Metering
import SeededNumbers

@testable import FeederSimulation

/// An 11 kV feeder over transformers with iron and copper losses, along a line; its meter and theirs.
struct SimulatedFeeder {
    typealias Reading = LossDetection.FeederReading

    let loads: TransformerLoads
    var seed: UInt64
    /// The transformers keep the phases (Yyn0), and all meters have registers by phase; else one for all.
    var isByPhase: Bool
    /// A steady load between the feeder's meter and a transformer: the share of what the feeder takes on the phase (of all,
    /// where there is one register), from a day on.
    var tap: (share: Double, phase: Int, day: Int)?

    private static let volts = 6351.0
    /// ACSR Rabbit, 1.2 km from each transformer to the next.
    private static let ohms = 0.5524 * 1.2
    private static let powerFactor = 0.93
    private static let quantities: [FeederQuantity] = GridPhase.allCases.map { .imported($0) }

    var topology: FeederTopology {
        FeederTopology(
            transformer: TransformerFacts(
                label: "F1", bus: "B0", ratedKVA: self.ratedKVA, nominalVolts: Self.volts,
                register: RegisterFacts(resolution: 100), hasPhases: self.isByPhase),
            houses: self.loads.transformers.enumerated().map { number, transformer in
                HouseFacts(
                    label: "T\(number + 1)", connection: self.isByPhase ? .threePhase : .single(nil),
                    bus: "B\(number + 1)", accuracyClass: 0.7,
                    register: RegisterFacts(resolution: Double(transformer.meter.resolution)),
                    losses: TransformerLosses(ratedKVA: Double(transformer.meter.ratedKVA)))
            },
            lines: self.loads.transformers.indices.map {
                LineFacts(from: "B\($0)", to: "B\($0 + 1)", ohms: Self.ohms)
            })
    }

    var ratedKVA: Double { self.loads.transformers.reduce(0) { $0 + Double($1.meter.ratedKVA) } }

    /// W that the feeder delivers, by phase and step.
    private func delivered() -> [[Double]] {
        var random = SplitMix64(seed: self.seed, part: "losses")
        let steps = 0..<self.loads.axis.allSteps
        var above = (0..<3).map { _ in [Double](repeating: 0, count: steps.count) }
        for transformer in self.loads.transformers.reversed() {
            let rated = 1000 * Double(transformer.meter.ratedKVA)
            // What stands in a yard for thirty years is better or worse than others of its size.
            let iron = rated * 0.002 * random.uniform(0.6...1.5)
            let copper = rated * 0.0175 * random.uniform(0.7...1.3)
            for phase in 0..<3 {
                for step in steps {
                    let watts = transformer.watts[phase][step]
                    let load = 3 * watts / Self.powerFactor / rated
                    above[phase][step] += watts + iron / 3 + copper / 3 * load * load
                    let amperes = above[phase][step] / Self.powerFactor / Self.volts
                    above[phase][step] += amperes * amperes * Self.ohms
                }
            }
        }
        guard let tap = self.tap else { return above }
        let watts = self.tapWatts(above)
        for step in steps where step >= tap.day * TimeAxis.stepsPerDay { above[tap.phase][step] += watts }
        return above
    }

    private func tapWatts(_ clean: [[Double]]) -> Double {
        guard let tap = self.tap else { return 0 }
        let means = clean.map { $0.reduce(0, +) / Double(self.loads.axis.allSteps) }
        return tap.share * (self.isByPhase ? means[tap.phase] : means.reduce(0, +))
    }

    /// Wh that the tap takes.
    var tapEnergy: Double {
        var clean = self
        clean.tap = nil
        return self.tapWatts(clean.delivered()) * Double(self.loads.axis.days - (self.tap?.day ?? 0)) * 24
    }

    /// In the order of their times, of every meter once in a quarter of an hour, a few not answered; one transformer is silent
    /// for half a day.
    var readings: [Reading] {
        let feeder = self.registers(self.delivered(), resolution: 100, gains: self.gains("feeder"))
        return self.read([feeder] + self.loads.transformers.indices.map { self.registers(ofTransformer: $0) })
    }

    private typealias Counter = (quantity: FeederQuantity, register: Register)

    private func registers(ofTransformer number: Int) -> [Counter] {
        let transformer = self.loads.transformers[number]
        return self.registers(
            transformer.watts, resolution: transformer.meter.resolution, gains: self.gains("T\(number)"))
    }

    /// The meter above first.
    private func read(_ meters: [[Counter]]) -> [Reading] {
        var random = SplitMix64(seed: self.seed, part: "polls")
        var found: [Reading] = []
        for poll in 1...(self.loads.axis.days * 96) {
            var seconds = Double(poll * 900) + random.uniform()
            for (number, registers) in meters.enumerated() {
                seconds += random.uniform(0.1...0.6)
                let isSilent = number == 2 && (1500..<1548).contains(poll)
                if random.isTrue(0.003) || isSilent { continue }
                for (quantity, register) in registers {
                    found.append(
                        Reading(
                            time: self.loads.axis.start.adding(milliseconds: Int64(1000 * seconds)),
                            meter: number == 0 ? .transformer : .house(number - 1), quantity: quantity,
                            value: Double(register.value(at: seconds))))
                }
            }
        }
        return found
    }

    private func gains(_ name: String) -> [Double] {
        var random = SplitMix64(seed: self.seed, part: name)
        let common = random.normal(1, 0.002, in: 0.995...1.005)
        return (0..<3).map { _ in common * random.normal(1, 0.001_5, in: 0.996...1.004) }
    }

    private func registers(_ watts: [[Double]], resolution: Int, gains: [Double]) -> [Counter] {
        let counted = (0..<3).map { phase in watts[phase].map { $0 * gains[phase] } }
        guard self.isByPhase else {
            let all = counted[0].indices.map { counted[0][$0] + counted[1][$0] + counted[2][$0] }
            return [(.importTotal, Self.register(all, resolution))]
        }
        return (0..<3).map { (Self.quantities[$0], Self.register(counted[$0], resolution)) }
    }

    private static func register(_ watts: [Double], _ resolution: Int) -> Register {
        Register(
            .energyImport, watts: watts.map { max(0, $0) }, initial: 12_345_600, resolution: resolution,
            modulus: 1_000_000_000)
    }

    /// What a transformer of the feeder has below it, by the same readings of its meter.
    func below(_ number: Int) throws -> (alarms: [LossJudgement], last: LossJudgement?, detector: LossDetector) {
        let transformer = self.loads.transformers[number]
        var random = SplitMix64(seed: self.seed, part: "houses")
        let houses = transformer.customers.map { customer in
            let gain = random.normal(1, 0.004, in: 0.99...1.01)
            return customer.phases.indices.map { index -> Counter in
                let watts = customer.net[index].watts.map { $0 * gain }
                return (customer.isThreePhase ? Self.quantities[index] : .importTotal, Self.register(watts, 10))
            }
        }
        let topology = FeederTopology(
            transformer: TransformerFacts(
                label: "T\(number + 1)", bus: "B0", ratedKVA: Double(transformer.meter.ratedKVA),
                register: RegisterFacts(resolution: Double(transformer.meter.resolution))),
            houses: transformer.customers.map { customer in
                HouseFacts(
                    label: customer.id,
                    connection: customer.isThreePhase
                        ? .threePhase : .single(GridPhase(rawValue: customer.phases[0])),
                    bus: nil, register: RegisterFacts(resolution: 10))
            },
            declaredLoads: transformer.lamps.map {
                DeclaredLoad(
                    phase: GridPhase(rawValue: $0.phases[0]), watts: $0.declared?.watts ?? 0, schedule: .duskToDawn)
            })
        return try Self.run(topology, self.read([self.registers(ofTransformer: number)] + houses))
    }

    func run() throws -> (alarms: [LossJudgement], last: LossJudgement?, detector: LossDetector) {
        try Self.run(self.topology, self.readings)
    }

    private static func run(
        _ topology: FeederTopology, _ readings: [Reading]
    ) throws -> (alarms: [LossJudgement], last: LossJudgement?, detector: LossDetector) {
        var detector = try LossDetector(topology)
        var alarms: [LossJudgement] = []
        for reading in readings { if let alarm = try detector.take(reading) { alarms.append(alarm) } }
        let last = detector.conclude()
        return (alarms, last, detector)
    }
}
