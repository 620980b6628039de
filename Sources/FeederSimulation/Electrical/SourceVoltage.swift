import ElementaryFunctions
import SeededNumbers

/// The voltage behind the transformer's impedance: a daily cycle, noise, steps of the tap changer, and a little asymmetry.
struct SourceVoltage: Sendable {
    /// Between phase and neutral, at each step, in V.
    private(set) var volts: [[Double]] = [[], [], []]

    init(site: Site, random: inout SplitMix64) {
        let (base, swing) = (random.uniform(229...239), random.uniform(0.8...3.5))
        let step = base * random.pick([0.0125, 0.015, 0.025])
        let asymmetry = (0..<3).map { _ in random.normal(0, 0.5) }
        let busyHour = random.uniform(18...20.5)
        var (wander, tap) = (0.0, 0.0)
        for index in 0..<site.axis.allSteps {
            let phase = 2 * Elementary.pi * (site.hour(step: index) - busyHour) / 24
            wander = 0.97 * wander + random.normal(0, 0.22)
            if random.isTrue(1.0 / 400) { tap = min(max(tap + random.pick([-1, 1]), -1), 1) }
            for wire in 0..<3 {
                self.volts[wire].append(
                    base + asymmetry[wire] - swing * Elementary.cos(phase) + wander + tap * step
                        + random.normal(0, 0.12))
            }
        }
    }
}
