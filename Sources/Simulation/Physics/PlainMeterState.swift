/// A meter that stands by itself: one or three phases, each with a load of its own.
public struct PlainMeterState: Sendable {
    public let unit: UInt8
    public internal(set) var meter: MeterState

    private let loads: [LoadProfile]
    private var demands: [Demand]

    /// - Parameter name: tells its noise from that of others.
    init(
        unit: UInt8, name: String, phases: Int, wattHoursPerDay: Int64, initialWattHours: Int64,
        utcOffsetMinutes: Int64, noise: SeededNoise
    ) {
        self.unit = unit
        self.meter = MeterState(phases: phases, initialWattHours: initialWattHours)
        self.loads = (0..<phases).map { phase in
            LoadProfile(
                wattHoursPerDay: wattHoursPerDay / Int64(phases), shapeScale: 1, utcOffsetMinutes: utcOffsetMinutes,
                noise: noise, stream: SeededNoise.stream("\(name)/\(phase)"))
        }
        self.demands = Array(repeating: .none, count: phases)
    }

    mutating func beginSlot(at milliseconds: Int64) {
        for phase in self.loads.indices { self.demands[phase] = self.loads[phase].demand(at: milliseconds) }
    }

    mutating func settle(phase: Int, volts: Double, millihertz: Int64) {
        guard self.demands.indices.contains(phase) else { return }
        let demand = self.demands[phase]
        self.meter.millihertz = millihertz
        self.meter.phases[phase].set(milliwatts: demand.milliwatts, millivars: demand.millivars, volts: volts)
    }
}
