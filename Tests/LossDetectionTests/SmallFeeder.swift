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
    }

    var days: Int
    var seed: UInt64 = 1
    var event: Event?
    /// Day from which the event holds.
    var eventDay = 0
    /// House that is recorded on the next phase.
    var wronglyRecorded: Int?
    /// Leaves readings out.
    var isMissing: (_ meter: FeederMeter, _ interval: Int) -> Bool = { _, _ in false }

    var topology: FeederTopology {
        FeederTopology(
            transformer: TransformerFacts(label: "T1", bus: "B0", ratedKVA: 25),
            houses: (0..<Self.houses).map { house in
                let phase = house / 3 + (house == self.wronglyRecorded ? 1 : 0)
                return HouseFacts(
                    label: "H\(house)", connection: .single(GridPhase(rawValue: phase % 3)), bus: nil,
                    register: RegisterFacts(resolution: 1))
            })
    }

    /// In the order of their times.
    var readings: [FeederReading] {
        var random = self.seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next() -> Double {
            random ^= random << 13
            random ^= random >> 7
            random ^= random << 17
            return Double(random >> 11) / Double(1 << 53)
        }
        var registers = (0..<Self.houses).map { 1000.0 * Double($0 + 1) }
        var delivered = [5000.0, 6000, 7000]
        var appliance = [Int](repeating: 0, count: Self.houses)
        var found: [FeederReading] = []
        for interval in 0..<(self.days * 96) {
            let hour = Double(interval % 96) / 4
            let isOn = interval >= self.eventDay * 96
            for house in 0..<Self.houses {
                if appliance[house] > 0 {
                    appliance[house] -= 1
                } else if next() < 0.03 {
                    appliance[house] = 2 + Int(6 * next())
                }
                let evening = hour > 18 && hour < 22 ? 150.0 : 0
                let watts = 80 + 20 * Double(house) + evening + (appliance[house] > 0 ? 1200 : 0) + 40 * next()
                delivered[house / 3] += watts / 4
                var counted = watts / 4
                if isOn, case .slowed(let share) = self.event, house == 4 { counted *= share }
                registers[house] += counted
            }
            if isOn, case .tap(let watts) = self.event { delivered[1] += watts / 4 }
            let time = Self.start.adding(seconds: Int64(interval + 1) * 900 + 5)
            func add(_ meter: FeederMeter, _ quantity: FeederQuantity, _ value: Double) {
                if self.isMissing(meter, interval) { return }
                found.append(FeederReading(time: time, meter: meter, quantity: quantity, value: value.rounded(.down)))
            }
            for phase in GridPhase.allCases { add(.transformer, .imported(phase), delivered[phase.rawValue]) }
            for house in 0..<Self.houses { add(.house(house), .importTotal, registers[house]) }
        }
        return found
    }

    /// All judgements on the way, and the last.
    func run() throws -> (alarms: [LossJudgement], last: LossJudgement?, detector: LossDetector) {
        var detector = try LossDetector(self.topology)
        var alarms: [LossJudgement] = []
        for reading in self.readings { if let alarm = try detector.take(reading) { alarms.append(alarm) } }
        let last = detector.conclude()
        return (alarms, last, detector)
    }
}
