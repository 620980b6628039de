/// What a meter sees on one phase at one moment, and what it has counted there.
public struct PhaseState: Hashable, Sendable {
    public internal(set) var millivolts: Int64 = 0
    public internal(set) var milliamperes: Int64 = 0
    /// Active power in mW; import is positive, and nothing here exports.
    public internal(set) var milliwatts: Int64 = 0
    /// Reactive power in mvar, inductive.
    public internal(set) var millivars: Int64 = 0
    /// Apparent power in mVA.
    public internal(set) var millivoltAmperes: Int64 = 0
    public internal(set) var activeEnergy: EnergyRegister
    public internal(set) var reactiveEnergy = EnergyRegister()
    public internal(set) var apparentEnergy = EnergyRegister()

    init(initialWattHours: Int64 = 0) { self.activeEnergy = EnergyRegister(whole: initialWattHours) }

    /// cos φ in steps of 0.0001; 10 000 where nothing flows, as meters show it.
    public var powerFactor: Int64 {
        self.millivoltAmperes == 0 ? 10_000 : min(10_000, self.milliwatts * 10_000 / self.millivoltAmperes)
    }

    /// Puts the load on the phase; energy stays.
    mutating func set(milliwatts: Int64, millivars: Int64, volts: Double) {
        let active = Double(milliwatts)
        let reactive = Double(millivars)
        let apparent = (active * active + reactive * reactive).squareRoot()
        self.milliwatts = milliwatts
        self.millivars = millivars
        self.millivoltAmperes = Int64(apparent.rounded())
        self.millivolts = Int64((volts * 1000).rounded())
        self.milliamperes = Int64((apparent / volts).rounded())
    }

    mutating func integrate(milliseconds: Int64) {
        self.activeEnergy.add(milliwatts: self.milliwatts, milliseconds: milliseconds)
        self.reactiveEnergy.add(milliwatts: self.millivars, milliseconds: milliseconds)
        self.apparentEnergy.add(milliwatts: self.millivoltAmperes, milliseconds: milliseconds)
    }
}
