/// Everything a meter can tell about its supply at one moment.
public struct MeterState: Hashable, Sendable {
    /// One or three phases.
    public internal(set) var phases: [PhaseState]
    public internal(set) var millihertz: Int64 = 50_000
    /// Registers of all phases together. They count the sum, so they are not the sum of rounded phases.
    public internal(set) var activeEnergy: EnergyRegister
    public internal(set) var reactiveEnergy = EnergyRegister()
    public internal(set) var apparentEnergy = EnergyRegister()

    init(phases: Int, initialWattHours: Int64) {
        self.phases = (0..<phases).map { index in
            PhaseState(initialWattHours: (initialWattHours + Int64(index)) / Int64(phases))
        }
        self.activeEnergy = EnergyRegister(whole: initialWattHours)
    }

    public var milliwatts: Int64 { self.phases.reduce(0) { $0 + $1.milliwatts } }
    public var millivars: Int64 { self.phases.reduce(0) { $0 + $1.millivars } }
    /// Arithmetic sum of the phases, as three-phase meters form it.
    public var millivoltAmperes: Int64 { self.phases.reduce(0) { $0 + $1.millivoltAmperes } }
    public var powerFactor: Int64 {
        let apparent = self.millivoltAmperes
        return apparent == 0 ? 10_000 : min(10_000, self.milliwatts * 10_000 / apparent)
    }

    /// Current in the neutral conductor, in mA: the sum of the phases' phasors, 120° apart, each lagging by its φ.
    public var neutralMilliamperes: Int64 {
        guard self.phases.count == 3 else { return self.phases.first?.milliamperes ?? 0 }
        let axes: [(cosine: Double, sine: Double)] = [(1, 0), (-0.5, -0.75.squareRoot()), (-0.5, 0.75.squareRoot())]
        var (real, imaginary) = (0.0, 0.0)
        for (phase, axis) in zip(self.phases, axes) where phase.millivoltAmperes > 0 {
            let active = Double(phase.milliamperes) * Double(phase.milliwatts) / Double(phase.millivoltAmperes)
            let reactive = Double(phase.milliamperes) * Double(phase.millivars) / Double(phase.millivoltAmperes)
            real += active * axis.cosine + reactive * axis.sine
            imaginary += active * axis.sine - reactive * axis.cosine
        }
        return Int64((real * real + imaginary * imaginary).squareRoot().rounded())
    }

    /// Voltage between two phases, in mV; 0 for a meter without both.
    public func millivolts(between first: Int, and second: Int) -> Int64 {
        guard self.phases.indices.contains(first), self.phases.indices.contains(second), first != second else {
            return 0
        }
        let (a, b) = (Double(self.phases[first].millivolts), Double(self.phases[second].millivolts))
        // Law of cosines at 120°.
        return Int64((a * a + b * b + a * b).squareRoot().rounded())
    }

    mutating func integrate(milliseconds: Int64) {
        for index in self.phases.indices { self.phases[index].integrate(milliseconds: milliseconds) }
        self.activeEnergy.add(milliwatts: self.milliwatts, milliseconds: milliseconds)
        self.reactiveEnergy.add(milliwatts: self.millivars, milliseconds: milliseconds)
        self.apparentEnergy.add(milliwatts: self.millivoltAmperes, milliseconds: milliseconds)
    }
}
