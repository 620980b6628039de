internal import Metering

extension NeighbourhoodModel {
    /// Power factor of a tap: lights, a pump, a heater.
    private static let tapPowerFactor = 0.95

    /// Voltages, currents and powers for the loads as they are now.
    ///
    /// Losses are rounded to a milliwatt once and then counted in every sum.
    mutating func solve() {
        let slot = flooredQuotient(self.now.milliseconds, Self.slotMilliseconds) * Self.slotMilliseconds
        let millihertz = self.feeder.millihertz(at: slot)
        let source = (0..<3).map { self.feeder.sourceVolts(phase: $0, at: slot) }
        let loads = self.loads
        self.lossMilliwatts = 0
        self.transformer.millihertz = millihertz
        for (phase, flow) in self.feeder.flow(source: source, loads).enumerated() {
            let loss = flow.lossMilliwatts + self.feeder.noLoadMilliwatts[phase]
            self.lossMilliwatts += loss
            self.transformer.phases[phase].set(
                milliwatts: loads.sum(phase: phase).milliwatts + loss, millivars: flow.millivars, volts: source[phase])
            for index in self.houses.indices where self.houses[index].phase == phase {
                self.houses[index].settle(
                    volts: flow.volts[self.feeder.pole(ofHouse: index)], millihertz: millihertz)
            }
            for index in self.plainMeters.indices {
                self.plainMeters[index].settle(phase: phase, volts: source[phase], millihertz: millihertz)
            }
        }
    }

    /// Of houses and taps.
    private var loads: PoleLoads {
        var loads = PoleLoads(poles: self.feeder.poles)
        for (place, milliwatts) in self.tapMilliwatts.enumerated() where milliwatts > 0 {
            loads.add(
                Demand(milliwatts: milliwatts, powerFactor: Self.tapPowerFactor), pole: place / 3, phase: place % 3)
        }
        for (index, house) in self.houses.enumerated() {
            loads.add(house.load, pole: self.feeder.pole(ofHouse: index), phase: house.phase)
        }
        return loads
    }
}
