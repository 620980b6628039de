/// A house at one moment: what it wants, whether it is supplied, and what its meter shows.
public struct HouseState: Sendable {
    public let unit: UInt8
    /// 0 to 2.
    public let phase: Int
    /// False while the relay has cut the supply. The meter sits before the relay: it goes on showing voltage.
    public internal(set) var isSupplied: Bool
    public internal(set) var meter: MeterState

    private let profile: LoadProfile
    private var demand = Demand.none

    init(_ house: Scene.House, line: String, utcOffsetMinutes: Int64, noise: SeededNoise) {
        self.unit = house.device.unit
        self.phase = house.phase - 1
        self.isSupplied = house.relay?.isClosed ?? true
        self.meter = MeterState(phases: 1, initialWattHours: house.initialWattHours)
        self.profile = LoadProfile(
            wattHoursPerDay: house.wattHoursPerDay, shapeScale: house.profileScale, utcOffsetMinutes: utcOffsetMinutes,
            noise: noise, stream: SeededNoise.stream("\(line)/\(house.device.unit)"))
    }

    /// What flows now.
    var load: Demand { self.isSupplied ? self.demand : .none }

    mutating func beginSlot(at milliseconds: Int64) { self.demand = self.profile.demand(at: milliseconds) }

    mutating func settle(volts: Double, millihertz: Int64) {
        let load = self.load
        self.meter.millihertz = millihertz
        self.meter.phases[0].set(milliwatts: load.milliwatts, millivars: load.millivars, volts: volts)
    }
}
