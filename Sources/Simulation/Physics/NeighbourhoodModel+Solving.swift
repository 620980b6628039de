internal import Metering

extension NeighbourhoodModel {
    /// Power factor of a tap: lights, a pump, a heater.
    private static let tapPowerFactor = 0.95

    /// Voltages, currents and powers for the loads as they are now.
    ///
    /// For each phase the houses are one load S at the end of a resistance R: V² − Vs·V + R·S = 0, of which the upper
    /// root is the stable one. The loss R·I² is rounded to a milliwatt once and then counted in every sum.
    mutating func solve() {
        let slot = flooredQuotient(self.now.milliseconds, Self.slotMilliseconds) * Self.slotMilliseconds
        let millihertz = self.feeder.millihertz(at: slot)
        self.lossMilliwatts = 0
        self.transformer.millihertz = millihertz
        for phase in 0..<3 {
            let tap = Demand(milliwatts: self.tapMilliwatts[phase], powerFactor: Self.tapPowerFactor)
            var (milliwatts, millivars) = (tap.milliwatts, tap.millivars)
            for house in self.houses where house.phase == phase {
                milliwatts += house.load.milliwatts
                millivars += house.load.millivars
            }
            let source = self.feeder.sourceVolts(phase: phase, at: slot)
            let drop = self.feeder.drop(phase: phase, source: source, milliwatts: milliwatts, millivars: millivars)
            let loss = drop.lossMilliwatts + self.feeder.noLoadMilliwatts[phase]
            self.lossMilliwatts += loss
            self.transformer.phases[phase].set(milliwatts: milliwatts + loss, millivars: millivars, volts: source)
            for index in self.houses.indices where self.houses[index].phase == phase {
                self.houses[index].settle(volts: drop.volts, millihertz: millihertz)
            }
            for index in self.plainMeters.indices {
                self.plainMeters[index].settle(phase: phase, volts: source, millihertz: millihertz)
            }
        }
    }
}
