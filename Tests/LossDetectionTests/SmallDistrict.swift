import LossDetection
import Metering

/// Twelve customers of a water network behind one meter, with draws from a seeded generator.
struct SmallDistrict {
    static let customers = 12
    /// India.
    static let offsetMinutes: Int64 = 330
    /// A local midnight.
    static let start = UTCTime(seconds: 1_767_225_600 - 19_800)

    enum Event {
        /// L/h at all hours.
        case leak(flow: Double)
        /// L/h from 17:00 to 20:00 local time.
        case garden(flow: Double)
        /// L/h that customer 4 draws at night, and that its meter counts.
        case tank(flow: Double)
        /// Customer 4 counts a part of what passes.
        case slowed(share: Double)
    }

    var days: Int
    var seed: UInt64 = 1
    var event: Event?
    var eventDay = 0
    /// Litres of a pulse at the customers and at the inlet.
    var resolution = (customer: 1.0, inlet: 10.0)
    var readsCustomers = true
    var isMissing: (_ meter: FeederMeter, _ interval: Int) -> Bool = { _, _ in false }

    var topology: DistrictTopology {
        DistrictTopology(
            inlet: DistrictMeter(
                label: "D1", accuracyClass: 1, register: RegisterFacts(resolution: self.resolution.inlet)),
            mostInflow: 25,
            customers: self.readsCustomers
                ? (0..<Self.customers).map {
                    DistrictMeter(label: "C\($0)", register: RegisterFacts(resolution: self.resolution.customer))
                } : [],
            offsetMinutes: Self.offsetMinutes)
    }

    var readings: [FeederReading] {
        var random = TestDraws(seed: self.seed)
        var registers = (0..<Self.customers).map { 1000.0 * Double($0 + 1) }
        var delivered = 5000.0
        var found: [FeederReading] = []
        for interval in 0..<(self.days * 96) {
            let hour = Double(interval % 96) / 4
            let isOn = interval >= self.eventDay * 96
            let chance = hour < 5 ? 0.01 : hour < 9 ? 0.35 : hour < 17 ? 0.12 : hour < 22 ? 0.25 : 0.05
            for customer in 0..<Self.customers {
                var litres = random.next() < chance ? (5 + 45 * random.next()) * (0.6 + 0.07 * Double(customer)) : 0
                if isOn, case .tank(let flow) = self.event, customer == 4, hour < 5 { litres += flow / 4 }
                var counted = litres
                if isOn, case .slowed(let share) = self.event, customer == 4 { counted *= share }
                registers[customer] += counted
                delivered += litres
            }
            // Mains in good order leak a little.
            delivered += 0.25 * Double(Self.customers)
            if isOn, case .leak(let flow) = self.event { delivered += flow / 4 }
            if isOn, case .garden(let flow) = self.event, (17..<20).contains(hour) { delivered += flow / 4 }
            let time = Self.start.adding(seconds: Int64(interval + 1) * 900 + 5)
            func add(_ meter: FeederMeter, _ value: Double, _ resolution: Double) {
                if self.isMissing(meter, interval) { return }
                let value = (value / resolution).rounded(.down) * resolution
                found.append(FeederReading(time: time, meter: meter, quantity: .importTotal, value: value))
            }
            add(.transformer, delivered, self.resolution.inlet)
            guard self.readsCustomers else { continue }
            for customer in 0..<Self.customers {
                add(.house(customer), registers[customer], self.resolution.customer)
            }
        }
        return found
    }

    func run() throws -> (alarms: [LossJudgement], last: LossJudgement?, watch: DistrictWatch) {
        var watch = try DistrictWatch(self.topology)
        var alarms: [LossJudgement] = []
        for reading in self.readings { if let alarm = try watch.take(reading) { alarms.append(alarm) } }
        let last = watch.conclude()
        return (alarms, last, watch)
    }
}
