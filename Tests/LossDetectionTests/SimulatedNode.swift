import LossDetection
import Metering

/// A transformer as the contract sees it: whole Wh of an interval, delivered and metered, from registers that round off and
/// are read at slightly different times. Losses go with the square of the load.
struct SimulatedNode {
    static let start = UTCTime(seconds: 1_767_225_600)
    static let houses = 12

    /// W that are taken and not metered at an interval since the start, for a node that takes so many W on average.
    typealias Theft = (_ interval: Int, _ meanWatts: Double) -> Double

    var days: Int
    var seed: UInt64
    var theft: Theft = { _, _ in 0 }
    var intervalSeconds: Int64 = 900

    private var perDay: Int { Int(86_400 / self.intervalSeconds) }
    private var hours: Double { Double(self.intervalSeconds) / 3600 }

    /// W of all houses on average, roughly.
    static let meanWatts = 4500.0

    private struct House {
        var size: Double
        var gain: Double
        var appliance = 0
        var register: Double
    }

    var intervals: [BalancedInterval] {
        var random = TestDraws(seed: self.seed)
        let resolution = [1.0, 10, 100][Int(3 * random.next())]
        var houses = (0..<Self.houses).map { _ in
            House(size: 0.5 + random.next(), gain: 1 + 0.008 * (random.next() - 0.5), register: 1e6 * random.next())
        }
        let gain = 1 + 0.006 * (random.next() - 0.5)
        let (iron, copper) = (20 + 30 * random.next(), 0.01 + 0.02 * random.next())
        var (delivered, weather, found) = (5e6, 0.0, [BalancedInterval]())
        var before = (delivered: 0.0, metered: [Double](repeating: 0, count: Self.houses))
        for interval in 0...(self.days * self.perDay) {
            if interval % self.perDay == 0 { weather = 0.8 * weather + 0.15 * (random.next() - 0.5) }
            let watts = houses.indices.map { self.watts(&houses[$0], interval, weather, &random) }
            let load = watts.reduce(0, +) + self.theft(interval, Self.meanWatts)
            let lost = iron + copper * load * load / 10_000
            // The meters' gains move with the weather by some hundredths of a percent.
            let drift = 1 + 0.000_4 * weather / 0.15
            for index in houses.indices {
                houses[index].register += watts[index] * self.hours * houses[index].gain * drift
            }
            delivered += (load + lost) * self.hours * gain
            // Polled some seconds later or earlier: what it counts more of this interval it counts less of the next.
            let late = 12 * (random.next() - 0.5) / 3600 * load
            let shown = ((delivered + late) / 10).rounded(.down) * 10
            let registers = houses.map { ($0.register / resolution).rounded(.down) * resolution }
            if interval > 0 {
                let metered = zip(registers, before.metered).reduce(0) { $0 + $1.0 - $1.1 }
                found.append(
                    BalancedInterval(
                        end: Self.start.adding(seconds: Int64(interval) * self.intervalSeconds),
                        delivered: Int64(shown - before.delivered), metered: Int64(metered)))
            }
            before = (shown, registers)
        }
        return found
    }

    private func watts(_ house: inout House, _ interval: Int, _ weather: Double, _ random: inout TestDraws) -> Double {
        let hour = Double(interval % self.perDay) * 24 / Double(self.perDay)
        if house.appliance > 0 {
            house.appliance -= 1
        } else if random.next() < 0.02 {
            house.appliance = 1 + Int(5 * random.next())
        }
        let usual = hour < 6 ? 150.0 : hour < 17 ? 280 : hour < 23 ? 520 : 250
        return house.size * (1 + weather) * usual * (0.8 + 0.4 * random.next()) + (house.appliance > 0 ? 900 : 0)
    }

    /// The end of the last day.
    var through: UTCTime { Self.start.adding(seconds: Int64(self.days) * 86_400) }
}
