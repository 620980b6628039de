import LossDetection
import Metering

/// Nine houses on three phases without line data, with loads from a seeded generator: small enough to see through.
struct SmallFeeder {
    static let start = UTCTime(seconds: 1_767_225_600)
    static let houses = 9

    enum Event {
        /// A steady load on L2.
        case tap(watts: Double)
        /// House 4 (L2) counts a part of what passes.
        case slowed(share: Double)
        /// As `slowed`, and the difference is booked on house 5 of the same phase.
        case booked(share: Double)
        /// A load on L2 with a course of its own, at a house's bus.
        case located(house: Int)
        /// House 4 counts the same in every interval.
        case flat
        /// The transformer's meter counts a part of what passes.
        case altered(share: Double)
    }

    var days: Int
    var seed: UInt64 = 1
    var event: Event?
    /// Day from which the event holds.
    var eventDay = 0
    /// With cables and voltages: every house at a bus of its own, in a row, 0.05 Ω apart.
    var hasLines = false
    /// House that is recorded on the next phase.
    var wronglyRecorded: Int?
    /// Takes next to nothing while the event holds: people have moved out.
    var emptyHouse: Int?
    /// Steady W by phase of a tenth meter, on three phases, whose voltages nobody reads; its registers count the phases in this
    /// order.
    var motor: (watts: [Double], order: [GridPhase])?
    /// The transformer's meter has one register for all phases.
    var hasTotalOnly = false
    /// W of declared lamps on L1, which burn longer by so many minutes every day.
    var lamps: (watts: Double, minutesLonger: Double)?
    /// From 13:00 to 17:00 (UTC) on every third day from the fifth on there is no supply.
    var hasCuts = false
    /// What feeds the houses meanwhile.
    var hasGenerator = false
    /// The topology tells of the generator.
    var isDeclared = true
    /// Leaves readings out.
    var isMissing: (_ meter: FeederMeter, _ interval: Int) -> Bool = { _, _ in false }

    var topology: FeederTopology {
        FeederTopology(
            transformer: TransformerFacts(label: "T1", bus: "B0", ratedKVA: 25, hasPhases: !self.hasTotalOnly),
            houses: (0..<Self.houses).map { house in
                let phase = house / 3 + (house == self.wronglyRecorded ? 1 : 0)
                return HouseFacts(
                    label: "H\(house)", connection: .single(GridPhase(rawValue: phase % 3)),
                    bus: self.hasLines ? "B\(Self.place(house))" : nil, register: RegisterFacts(resolution: 1))
            } + (self.motor == nil ? [] : [HouseFacts(label: "M", connection: .threePhase, bus: nil)]),
            lines: self.hasLines
                ? (0..<Self.houses).map { LineFacts(from: "B\($0)", to: "B\($0 + 1)", ohms: 0.05) } : [],
            declaredLoads: self.lamps.map { [DeclaredLoad(phase: .l1, watts: $0.watts, schedule: .duskToDawn)] } ?? [],
            hasStandbyGenerator: self.hasGenerator && self.isDeclared)
    }

    /// From the bus to the meter, one wire.
    private static let serviceOhms = 0.1

    /// The bus of a house, from 1: the phases take turns along the cable.
    static func place(_ house: Int) -> Int { 1 + house % 3 * 3 + house / 3 }

    /// Volts that each house lies below the transformer, by what really flows.
    private static func drops(_ watts: [Double], tap: (bus: Int, watts: Double)?) -> [Double] {
        func amperes(phase: Int, from bus: Int) -> Double {
            var sum = (0..<Self.houses).filter { $0 / 3 == phase && Self.place($0) >= bus }.reduce(0) { $0 + watts[$1] }
            if let tap, phase == 1, tap.bus >= bus { sum += tap.watts }
            return sum / 230
        }
        return (0..<Self.houses).map { house in
            (1...Self.place(house)).reduce(0) { drop, bus in
                let own = amperes(phase: house / 3, from: bus)
                let all = (0..<3).reduce(0) { $0 + amperes(phase: $1, from: bus) }
                return drop + 0.05 * (2.5 * own - 0.5 * all)
            } + 2 * Self.serviceOhms * watts[house] / 230
        }
    }

    /// In the order of their times.
    var readings: [FeederReading] {
        var random = TestDraws(seed: self.seed)
        var registers = (0..<Self.houses).map { 1000.0 * Double($0 + 1) }
        var delivered = [5000.0, 6000, 7000]
        var counted = delivered
        var loads = [Double](repeating: 0, count: Self.houses)
        var appliance = [Int](repeating: 0, count: Self.houses)
        var wires = [300.0, 400, 500]
        var found: [FeederReading] = []
        for interval in 0..<(self.days * 96) {
            let hour = Double(interval % 96) / 4
            let isOn = interval >= self.eventDay * 96
            let isCut = self.hasCuts && interval / 96 >= 5 && interval / 96 % 3 == 2 && (13..<17).contains(hour)
            let before = delivered
            for house in 0..<Self.houses {
                if appliance[house] > 0 {
                    appliance[house] -= 1
                } else if random.next() < 0.03 {
                    appliance[house] = 2 + Int(6 * random.next())
                }
                let evening = hour > 18 && hour < 22 ? 150.0 : 0
                var watts = 80 + 20 * Double(house) + evening + (appliance[house] > 0 ? 1200 : 0) + 40 * random.next()
                if isOn, house == self.emptyHouse { watts = 4 }
                if !isCut { delivered[house / 3] += watts / 4 }
                loads[house] = watts
                if isCut, !self.hasGenerator { continue }
                registers[house] += isOn ? self.counted(house, loads) / 4 : watts / 4
            }
            if let motor = self.motor {
                for (index, phase) in motor.order.enumerated() {
                    let energy = motor.watts[phase.rawValue] / 4
                    delivered[phase.rawValue] += energy
                    wires[index] += energy
                }
            }
            if let lamps = self.lamps {
                let half = 4 + Double(interval / 96) * lamps.minutesLonger / 120
                if hour < half || hour >= 24 - half { delivered[0] += lamps.watts / 4 }
            }
            var tap: (bus: Int, watts: Double)?
            if isOn, !isCut, case .tap(let watts) = self.event { delivered[1] += watts / 4 }
            if isOn, case .located(let house) = self.event {
                let watts = interval / 6 % 2 == 0 ? 900.0 : 100
                delivered[1] += watts / 4
                tap = (Self.place(house), watts)
            }
            if isOn, case .altered(let share) = self.event {
                for phase in 0..<3 { counted[phase] += (delivered[phase] - before[phase]) * share }
            } else {
                for phase in 0..<3 { counted[phase] += delivered[phase] - before[phase] }
            }
            let time = Self.start.adding(seconds: Int64(interval + 1) * 900 + 5)
            func add(_ meter: FeederMeter, _ quantity: FeederQuantity, _ value: Double) {
                if self.isMissing(meter, interval) { return }
                found.append(FeederReading(time: time, meter: meter, quantity: quantity, value: value))
            }
            if self.hasTotalOnly {
                add(.transformer, .importTotal, counted.reduce(0, +).rounded(.down))
            } else {
                for phase in GridPhase.allCases {
                    add(.transformer, .imported(phase), counted[phase.rawValue].rounded(.down))
                }
            }
            if self.motor != nil {
                for phase in GridPhase.allCases {
                    add(.house(Self.houses), .imported(phase), wires[phase.rawValue].rounded(.down))
                }
            }
            for house in 0..<Self.houses { add(.house(house), .importTotal, registers[house].rounded(.down)) }
            guard self.hasLines else { continue }
            let drops = Self.drops(loads, tap: tap)
            let sources = (0..<3).map { _ in 232 + 2 * random.next() }
            for phase in GridPhase.allCases { add(.transformer, .voltage(phase), sources[phase.rawValue]) }
            for house in 0..<Self.houses {
                add(.house(house), .voltage(.l1), sources[house / 3] - drops[house] + 0.1 * (random.next() - 0.5))
            }
        }
        return found
    }

    /// W that a house's meter counts while the event holds.
    private func counted(_ house: Int, _ loads: [Double]) -> Double {
        switch self.event {
        case .slowed(let share) where house == 4: loads[4] * share
        case .booked(let share) where house == 4: loads[4] * share
        case .booked(let share) where house == 5: loads[5] + loads[4] * (1 - share)
        case .flat where house == 4: 160
        default: loads[house]
        }
    }

    /// All judgements on the way, and the last.
    ///
    /// - Parameter change: what is read in place of a reading.
    func run(
        changed change: (FeederReading) -> FeederReading = { $0 }
    ) throws -> (alarms: [LossJudgement], last: LossJudgement?, detector: LossDetector) {
        var detector = try LossDetector(self.topology)
        var alarms: [LossJudgement] = []
        for reading in self.readings.map(change) { if let alarm = try detector.take(reading) { alarms.append(alarm) } }
        let last = detector.conclude()
        return (alarms, last, detector)
    }
}
