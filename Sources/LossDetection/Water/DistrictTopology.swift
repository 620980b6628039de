/// What is known of a district metered area of a water network: its inlet meter, and the customers' meters behind it.
public struct DistrictTopology: Sendable {
    public var inlet: DistrictMeter
    /// The most that can flow in, m³/h: by the inlet meter's overload flow rate Q4 (ISO 4064-1).
    public var mostInflow: Double
    /// Empty where only the inlet is read: the night flow is then all there is to go by.
    public var customers: [DistrictMeter]
    /// Length of an interval in seconds, 60 to 3600 and a divisor of an hour.
    public var intervalSeconds: Int64
    /// Minutes east of UTC of the clock by which people sleep, −720 to 840.
    public var offsetMinutes: Int64

    public init(
        inlet: DistrictMeter, mostInflow: Double, customers: [DistrictMeter], intervalSeconds: Int64 = 900,
        offsetMinutes: Int64 = 0
    ) {
        self.inlet = inlet
        self.mostInflow = mostInflow
        self.customers = customers
        self.intervalSeconds = intervalSeconds
        self.offsetMinutes = offsetMinutes
    }
}

/// A water meter with a cumulative register in litres.
public struct DistrictMeter: Sendable {
    public var label: String
    /// Maximum permissible error in percent (ISO 4064-1: class 1 or 2 in the upper zone of flow rates).
    public var accuracyClass: Double
    /// L of the last digit or pulse, and L at which it starts again from 0.
    public var register: RegisterFacts

    public init(label: String, accuracyClass: Double = 2, register: RegisterFacts = RegisterFacts()) {
        self.label = label
        self.accuracyClass = accuracyClass
        self.register = register
    }
}

extension DistrictTopology {
    /// The same as a feeder without phases: L for Wh, L/h for W, m³/h for kVA.
    var feeder: FeederTopology {
        var feeder = FeederTopology(
            transformer: TransformerFacts(
                label: self.inlet.label, bus: "", ratedKVA: self.mostInflow, accuracyClass: self.inlet.accuracyClass,
                ctClass: 0.01, register: self.inlet.register, hasPhases: false),
            houses: self.customers.map {
                HouseFacts(
                    label: $0.label, connection: .single(nil), bus: nil, accuracyClass: $0.accuracyClass,
                    register: $0.register)
            }, intervalSeconds: self.intervalSeconds)
        feeder.medium = .water
        return feeder
    }

    /// Refuses what no district can be.
    func check() throws(LossDetectionError) {
        guard (-720...840).contains(self.offsetMinutes) else {
            throw .topology("a clock \(self.offsetMinutes) minutes east of UTC; −720 to 840 are possible")
        }
        guard (60...3600).contains(self.intervalSeconds), 3600 % self.intervalSeconds == 0 else {
            throw .topology("an interval of \(self.intervalSeconds) s; 60 to 3600 that divide an hour are possible")
        }
        guard self.mostInflow.isFinite, (1...100_000).contains(self.mostInflow) else {
            throw .topology("at most \(self.mostInflow) m³/h flow in; 1 to 100 000 are possible")
        }
        try self.feeder.checkFacts()
    }
}
